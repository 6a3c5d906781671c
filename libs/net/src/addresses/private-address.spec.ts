import fc from 'fast-check';
import { forbiddenKindOf, forbiddenMessage } from './address-rules.ts';
import { allowsName, parseAllowList } from './allow-list.ts';

const nothing = parseAllowList([]);
const kindOf = (address: string, allow: string[] = []): string | undefined =>
  forbiddenKindOf(address, parseAllowList(allow));

/** Every address of a block: the network's bits stay, the others are drawn. */
function addressesIn(network: readonly number[], bits: number): fc.Arbitrary<number[]> {
  return fc.uint8Array({ minLength: network.length, maxLength: network.length }).map((drawn) =>
    network.map((byte, index) => {
      const kept = Math.min(8, Math.max(0, bits - index * 8));
      const mask = (0xff << (8 - kept)) & 0xff;
      return (byte & mask) | (drawn[index]! & ~mask & 0xff);
    }),
  );
}

const v4 = (bytes: readonly number[]): string => bytes.join('.');
const v6 = (bytes: readonly number[]): string =>
  Array.from({ length: 8 }, (_, group) =>
    ((bytes[group * 2]! << 8) | bytes[group * 2 + 1]!).toString(16),
  ).join(':');
const padded = (head: readonly number[]): number[] => [...head, ...Array(16 - head.length).fill(0)];

const specialV4: [string, number[], number][] = [
  ['this network', [0, 0, 0, 0], 8],
  ['private 10/8', [10, 0, 0, 0], 8],
  ['carrier-grade NAT', [100, 64, 0, 0], 10],
  ['loopback', [127, 0, 0, 0], 8],
  ['link-local', [169, 254, 0, 0], 16],
  ['private 172.16/12', [172, 16, 0, 0], 12],
  ['protocol assignments', [192, 0, 0, 0], 24],
  ['documentation 1', [192, 0, 2, 0], 24],
  ['private 192.168/16', [192, 168, 0, 0], 16],
  ['benchmarking', [198, 18, 0, 0], 15],
  ['documentation 2', [198, 51, 100, 0], 24],
  ['documentation 3', [203, 0, 113, 0], 24],
  ['multicast', [224, 0, 0, 0], 4],
  ['reserved', [240, 0, 0, 0], 4],
];
const specialV6: [string, number[], number][] = [
  ['local translation', padded([0, 0x64, 0xff, 0x9b, 0, 1]), 48],
  ['discard-only', padded([1]), 64],
  ['Teredo', padded([0x20, 1]), 32],
  ['documentation', padded([0x20, 1, 0x0d, 0xb8]), 32],
  ['unique-local', padded([0xfc]), 7],
  ['link-local', padded([0xfe, 0x80]), 10],
  ['site-local', padded([0xfe, 0xc0]), 10],
  ['multicast', padded([0xff]), 8],
  ['not handed out, below', padded([0x10]), 4],
  ['not handed out, above', padded([0x40]), 2],
];
const disguises: [string, (v4: number[]) => number[]][] = [
  ['mapped', (bytes) => [...padded([]).slice(0, 10), 0xff, 0xff, ...bytes]],
  ['compatible', (bytes) => [...padded([]).slice(0, 12), ...bytes]],
  ['translated (SIIT)', (bytes) => [...padded([]).slice(0, 8), 0xff, 0xff, 0, 0, ...bytes]],
  ['translated (NAT64)', (bytes) => [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ...bytes]],
  ['translated (local NAT64)', (bytes) => [0, 0x64, 0xff, 0x9b, 0, 1, 0, 0, 0, 0, 0, 0, ...bytes]],
  ['6to4', (bytes) => padded([0x20, 2, ...bytes])],
  ['ISATAP', (bytes) => [0x26, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x5e, 0xfe, ...bytes]],
];

describe('a stranger who asks for an address inside', () => {
  it.each(specialV4)('is refused for any IPv4 address of %s', (_name, network, bits) => {
    fc.assert(
      fc.property(addressesIn(network, bits), (address) => {
        expect(forbiddenKindOf(v4(address), nothing)).toBeDefined();
      }),
    );
  });

  it.each(specialV6)('is refused for any IPv6 address of %s', (_name, network, bits) => {
    fc.assert(
      fc.property(addressesIn(network, bits), (address) => {
        expect(forbiddenKindOf(v6(address), nothing)).toBeDefined();
      }),
    );
  });

  it.each(disguises)('is refused for any special IPv4 address that comes %s', (_name, wear) => {
    const special = fc.constantFrom(...specialV4).chain(([, net, bits]) => addressesIn(net, bits));
    fc.assert(
      fc.property(special, (address) => {
        expect(forbiddenKindOf(v6(wear(address)), nothing)).toBeDefined();
      }),
    );
  });

  it.each([
    '169.254.169.254',
    'fd00:ec2::254',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '::ffff:169.254.169.254',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::',
    '::1',
    '::8.8.8.8',
    'fe80::1%eth0',
    '255.255.255.255',
  ])('is refused for %s', (address) => {
    expect(forbiddenKindOf(address, nothing)).toBeDefined();
  });

  it.each([
    '0x7f.1',
    '017700000001',
    '2130706433',
    '127.1',
    '1.2.3',
    'localhost',
    '',
    '1.2.3.4.5',
    ':::',
  ])('is refused for %j, which is no plain address', (address) => {
    expect(forbiddenKindOf(address, nothing)).toBe('an unreadable');
  });

  it('reads what is wrong, and what to do', () => {
    const message = forbiddenMessage(
      '169.254.169.254',
      '169.254.169.254',
      kindOf('169.254.169.254')!,
    );

    expect(message).toBe(
      '169.254.169.254 is a link-local address; outside calls may not reach it unless NET_ALLOW lists it',
    );
    expect(forbiddenMessage('db.example.com', '10.0.0.5', 'a private')).toContain(
      'db.example.com leads to 10.0.0.5, a private address',
    );
  });
});

describe('a public address', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('may be reached: %s', (address) => {
    expect(forbiddenKindOf(address, nothing)).toBeUndefined();
  });

  it('may be reached, for any IPv4 address outside the special blocks', () => {
    const inside = (address: number[]): boolean =>
      specialV4.some(([, network, bits]) =>
        network.every((byte, index) => {
          const kept = Math.min(8, Math.max(0, bits - index * 8));
          const mask = (0xff << (8 - kept)) & 0xff;
          return (byte & mask) === (address[index]! & mask);
        }),
      );
    const single = ['100.100.100.200', '168.63.129.16', '192.0.0.192'];
    const relays = (address: number[]): boolean => v4(address.slice(0, 3)) === '192.88.99';
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
        (address: number[]) => {
          fc.pre(!inside(address) && !single.includes(v4(address)) && !relays(address));
          expect(forbiddenKindOf(v4(address), nothing)).toBeUndefined();
        },
      ),
    );
  });
});

describe('NET_ALLOW', () => {
  it('opens exactly the block that it lists', () => {
    expect(kindOf('10.1.2.3', ['10.1.0.0/16'])).toBeUndefined();
    expect(kindOf('10.2.2.3', ['10.1.0.0/16'])).toBe('a private');
  });

  it('opens an address of either family, also in brackets', () => {
    expect(kindOf('127.0.0.1', ['127.0.0.1'])).toBeUndefined();
    expect(kindOf('127.0.0.2', ['127.0.0.1'])).toBe('a loopback');
    expect(kindOf('::1', ['[::1]'])).toBeUndefined();
    expect(kindOf('fd00::5', ['fd00::/8'])).toBeUndefined();
  });

  it('opens the mapped form together with the IPv4 address', () => {
    expect(kindOf('::ffff:127.0.0.1', ['127.0.0.0/8'])).toBeUndefined();
    expect(kindOf('64:ff9b::10.0.0.1', ['10.0.0.0/8'])).toBeUndefined();
  });

  it('does not open one family by the other family’s block', () => {
    expect(kindOf('::1', ['0.0.0.0/0'])).toBe('a loopback');
    expect(kindOf('127.0.0.1', ['::/0'])).toBe('a loopback');
  });

  it('opens every name below one that begins with *., and not that one', () => {
    const list = parseAllowList(['*.Corp.example', 'crm.internal']);

    expect(allowsName(list, 'a.corp.example.')).toBe(true);
    expect(allowsName(list, 'a.b.CORP.example')).toBe(true);
    expect(allowsName(list, 'corp.example')).toBe(false);
    expect(allowsName(list, 'evilcorp.example')).toBe(false);
    expect(allowsName(list, 'a.crm.internal')).toBe(false);
  });

  it('names the entry that cannot be read', () => {
    expect(() => parseAllowList(['10.0.0.0/8', 'http://x'])).toThrow('"http://x"');
    expect(() => parseAllowList(['10.0.0.0/99'])).toThrow('"10.0.0.0/99"');
    expect(() => parseAllowList([''])).toThrow('NET_ALLOW');
  });
});

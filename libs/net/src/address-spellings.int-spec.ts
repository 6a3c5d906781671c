import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { type HttpPeer, startHttpPeer } from '@millwright/testing';
import fc from 'fast-check';
import { specialRanges } from './addresses/special-ranges.ts';
import { OutboundHttp } from './outbound-http.ts';
import type { Resolve } from './connect/resolve.ts';
import type { OutboundRequest } from './outbound-request.ts';

/** Whoever listens here hears of every connection that gets past the guard. */
let inside: Server;
let connections = 0;
let front: HttpPeer;
const clients: OutboundHttp[] = [];

const clientOf = (resolve?: Resolve, allow: string[] = []): OutboundHttp => {
  const client = new OutboundHttp({ allow, ...(resolve && { resolve }) });
  clients.push(client);
  return client;
};
const get = (url: string): OutboundRequest => ({
  method: 'GET',
  url,
  timeoutMs: 5_000,
  maxResponseBytes: 10_000,
  followRedirects: true,
});

beforeAll(async () => {
  inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  front = await startHttpPeer(({ url }) => ({
    status: 302,
    headers: {
      location: Buffer.from(url.slice(1), 'base64url')
        .toString()
        .replace(/[^\x20-\x7e]/gu, encodeURIComponent),
    },
  }));
});
beforeEach(() => {
  connections = 0;
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await front.close();
  inside.close();
});

/** Bytes of any address in a special block. */
const anyOf = (cidr: string): fc.Arbitrary<number[]> => {
  const [address = '', bits = '0'] = cidr.split('/');
  const network = bytesOf(address);
  return fc.uint8Array({ minLength: network.length, maxLength: network.length }).map((drawn) =>
    network.map((byte, index) => {
      const kept = Math.min(8, Math.max(0, Number(bits) - index * 8));
      const mask = (0xff << (8 - kept)) & 0xff;
      return (byte & mask) | (drawn[index]! & ~mask & 0xff);
    }),
  );
};

function bytesOf(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

const v4Ranges = specialRanges.map(([cidr]) => cidr).filter((cidr) => !cidr.includes(':'));
const v6Ranges = specialRanges.map(([cidr]) => cidr).filter((cidr) => cidr.includes(':'));
const specialV4 = fc.constantFrom(...v4Ranges).chain(anyOf);
const specialV6 = fc.constantFrom(...v6Ranges).chain(anyOf);

const radix = fc.constantFrom<(n: number) => string>(
  (n) => `${n}`,
  (n) => `0${n.toString(8)}`,
  (n) => `0x${n.toString(16)}`,
  (n) => `0X${n.toString(16).toUpperCase()}`,
  (n) => `000${n.toString(8)}`,
  (n) => `0x000${n.toString(16)}`,
);
const FULL_WIDTH = 0xff10;
const disguise = fc.constantFrom<(host: string) => string>(
  (host) => host,
  (host) => `${host}.`,
  (host) => host.replace(/\d/g, (digit) => String.fromCharCode(FULL_WIDTH + Number(digit))),
  (host) => host.replaceAll('.', '。'),
  (host) => host.replaceAll('.', '｡'),
  (host) => host.replace(/[^.]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  (host) =>
    host.replace(/\d/g, (digit) =>
      digit === '0' ? '⓪' : String.fromCharCode(0x245f + Number(digit)),
    ),
  (host) => host.replace(/^./, (c) => `${c}\u00ad`),
  (host) => host.toUpperCase(),
);

/** An IPv4 address in one to four numbers, each in a radix of its own, in foreign digits or escapes. */
const spelledV4 = (bytes: readonly number[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.array(radix, { minLength: 4, maxLength: 4 }),
      disguise,
    )
    .map(([parts, radices, wear]) => {
      const own = bytes.slice(0, parts - 1);
      const rest = bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0);
      return wear([...own, rest].map((number, index) => radices[index]!(number)).join('.'));
    });

/** An IPv6 address: long, with leading zeros, upper-case, compressed at any run of zeros, its end as IPv4. */
const spelledV6 = (bytes: readonly number[]): fc.Arbitrary<string> =>
  fc
    .record({
      zeros: fc.boolean(),
      upper: fc.boolean(),
      compressed: fc.boolean(),
      v4: fc.boolean(),
    })
    .map(({ zeros, upper, compressed, v4 }) => {
      const groups = Array.from({ length: 8 }, (_none, n) =>
        ((bytes[n * 2]! << 8) | bytes[n * 2 + 1]!).toString(16).padStart(zeros ? 4 : 1, '0'),
      );
      if (v4) groups.splice(6, 2, bytes.slice(12).join('.'));
      let text = groups.join(':');
      if (compressed)
        text = text.replace(/(^|:)(0+:)+0*(?=[^:]|$)/, '::').replace(/^:::|:::/g, '::');
      return `[${upper ? text.toUpperCase() : text}]`;
    })
    .filter((host) => URL.canParse(`http://${host}/`));

const mapped = (bytes: readonly number[]): number[] => [
  ...Array<number>(10).fill(0),
  0xff,
  0xff,
  ...bytes,
];
const host = fc.oneof(
  { weight: 3, arbitrary: specialV4.chain(spelledV4) },
  { weight: 2, arbitrary: specialV6.chain(spelledV6) },
  { weight: 1, arbitrary: specialV4.map(mapped).chain(spelledV6) },
);
const userInfo = fc.constantFrom(
  '',
  'user@',
  'example.com:80@',
  '%40example.com%2f@',
  'a:b@',
  '1.1.1.1@',
);

describe('any special address, in any spelling', () => {
  it('is reached neither directly nor through a redirect', async () => {
    const port = (inside.address() as AddressInfo).port;
    const direct = clientOf();
    const allowing = clientOf(
      (name) => Promise.resolve(name === 'front.test' ? ['127.0.0.1'] : []),
      ['front.test'],
    );

    await fc.assert(
      fc.asyncProperty(host, userInfo, fc.boolean(), async (name, user, isRedirected) => {
        const url = `http://${user}${name}:${port}/`;
        const asked = isRedirected
          ? allowing.request(
              get(`http://front.test:${front.port}/${Buffer.from(url).toString('base64url')}`),
            )
          : direct.request(get(url));

        const error = await asked.then(
          () => ({ code: 'reached' }),
          (failure: unknown) => failure as { code: string },
        );

        // What the URL standard refuses to read as a host leads nowhere either.
        expect(['address_forbidden', 'invalid_request']).toContain(error.code);
      }),
      { numRuns: 600 },
    );
    expect(connections).toBe(0);
  }, 60_000);

  it('is not reached by a name that leads there, whatever else it leads to', async () => {
    const port = (inside.address() as AddressInfo).port;
    const plainV4 = specialV4.map((bytes) => bytes.join('.'));
    const plainV6 = specialV6.chain(spelledV6).map((text) => text.slice(1, -1));
    const zoned = specialV6.chain(spelledV6).map((text) => `${text.slice(1, -1)}%eth0`);
    const special = fc.oneof(plainV4, plainV6, zoned);
    const harmless = fc.array(fc.constantFrom('192.0.66.1', '2606:4700::1', '8.8.8.8'), {
      maxLength: 3,
    });

    await fc.assert(
      fc.asyncProperty(special, harmless, harmless, async (address, before, after) => {
        const client = new OutboundHttp({
          resolve: () => Promise.resolve([...before, address, ...after]),
        });

        const asked = client.request(get(`http://many.test:${port}/`));

        await expect(asked).rejects.toMatchObject({ code: 'address_forbidden' });
        await client.close();
      }),
      { numRuns: 300 },
    );
    expect(connections).toBe(0);
  }, 60_000);

  it('is not reached by a name that leads elsewhere first: each connection is checked by its own answer', async () => {
    const port = (inside.address() as AddressInfo).port;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), async (turns) => {
        let asked = 0;
        // 127.0.0.1 is listed here and stands for the public address; 127.0.0.2 is not.
        const client = new OutboundHttp({
          allow: ['127.0.0.1'],
          resolve: () =>
            Promise.resolve([turns[asked++ % turns.length] ? '127.0.0.1' : '127.0.0.2']),
        });
        for (const isPublic of turns) {
          const outcome = await client.request(get(`http://rebinding.test:${port}/`)).then(
            () => 'network',
            (error: unknown) => (error as { code: string }).code,
          );
          expect(outcome).toBe(isPublic ? 'network' : 'address_forbidden');
        }
        await client.close();
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe('the special blocks', () => {
  /** IANA's special-purpose registries, entries that are not globally reachable, and multicast. */
  it.each([
    ...[
      '0.0.0.0/8',
      '10.0.0.0/8',
      '100.64.0.0/10',
      '127.0.0.0/8',
      '169.254.0.0/16',
      '172.16.0.0/12',
    ],
    ...['192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
    ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '255.255.255.255/32', '192.88.99.0/24'],
    ...['::1/128', '::/128', '::ffff:0:0/112', '64:ff9b:1::/48', '100::/64', '100:0:0:1::/64'],
    ...['2001::/32', '2001:2::/48', '2001:10::/28', '2001:db8::/32', '3fff::/20', '5f00::/16'],
    ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8', '2002:7f00::/24', '2002:a00::/24'],
  ])('hold %s', async (cidr) => {
    const client = clientOf();
    const spelled = anyOf(cidr).map((bytes) =>
      bytes.length === 4
        ? bytes.join('.')
        : `[${Array.from({ length: 8 }, (_none, n) => ((bytes[n * 2]! << 8) | bytes[n * 2 + 1]!).toString(16)).join(':')}]`,
    );

    await fc.assert(
      fc.asyncProperty(spelled, async (name) => {
        await expect(client.request(get(`http://${name}:9/`))).rejects.toMatchObject({
          code: 'address_forbidden',
        });
      }),
      { numRuns: 30 },
    );
  });
});

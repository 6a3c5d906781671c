import { AllowedAddresses } from './allowed-addresses.ts';
import { allowedIpsSchema } from './allowed-ips.schema.ts';

describe('allowed addresses', () => {
  const allowed = new AllowedAddresses(['192.0.2.7', '198.51.100.0/24', '2001:db8::/32']);

  it.each(['192.0.2.7', '198.51.100.0', '198.51.100.255', '2001:db8:ffff::1', '::ffff:192.0.2.7'])(
    'let %s in',
    (address) => {
      expect(allowed.allows(address)).toBe(true);
    },
  );

  it.each(['192.0.2.8', '198.51.101.0', '2001:db9::1', '::ffff:192.0.2.8', '::1', '', 'unknown'])(
    'let %j not in',
    (address) => {
      expect(allowed.allows(address)).toBe(false);
    },
  );

  it('are told apart by their kind', () => {
    expect(new AllowedAddresses(['0.0.0.0/0']).allows('2001:db8::1')).toBe(false);
    expect(new AllowedAddresses(['::1/128']).allows('127.0.0.1')).toBe(false);
  });

  it('let nobody in by what cannot be read', () => {
    expect(new AllowedAddresses(['anything/0']).allows('192.0.2.7')).toBe(false);
  });
});

describe('a list of addresses', () => {
  it.each([
    [['192.0.2.7', '10.0.0.0/8', '2001:DB8::/32', '::1'], true],
    [['0.0.0.0/0'], true],
    [[], false],
    [['192.0.2.7/33'], false],
    [['2001:db8::/129'], false],
    [['192.0.2.0/'], false],
    [['192.0.2.0/8/8'], false],
    [['192.0.2.0/-1'], false],
    [['fe80::1%eth0'], false],
    [['192.0.2'], false],
    [['192.0.2.1-9'], false],
    [['shop.example'], false],
    [[''], false],
    [Array(101).fill('192.0.2.7'), false],
  ])('%j is taken: %j', (list, isTaken) => {
    expect(allowedIpsSchema.safeParse(list).success).toBe(isTaken);
  });
});

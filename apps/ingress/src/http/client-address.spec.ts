import { ClientAddresses } from './client-address.ts';

describe("the client's address", () => {
  const proxied = new ClientAddresses(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);

  it('is the peer where no proxy is trusted', () => {
    const direct = new ClientAddresses([]);

    expect(direct.of('198.51.100.1', '203.0.113.7')).toBe('198.51.100.1');
    expect(direct.of('::ffff:198.51.100.1', undefined)).toBe('198.51.100.1');
    expect(direct.of('2001:db8::1', undefined)).toBe('2001:db8::1');
    expect(direct.of(undefined, undefined)).toBe('');
  });

  it.each([
    ['10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['::ffff:10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['fd00::1', '2001:db8::7', '2001:db8::7'],
    ['10.1.2.3', '1.1.1.1, 203.0.113.7, 10.9.9.9, 192.0.2.1', '203.0.113.7'],
    ['10.1.2.3', '10.9.9.9, 10.8.8.8', '10.9.9.9'],
    ['10.1.2.3', 'forged, 203.0.113.7', '203.0.113.7'],
    ['10.1.2.3', '203.0.113.7, forged', '10.1.2.3'],
    ['10.1.2.3', '', '10.1.2.3'],
    ['10.1.2.3', undefined, '10.1.2.3'],
    ['198.51.100.1', '203.0.113.7', '198.51.100.1'],
  ])('of peer %s, forwarded for %s, is %s', (peer, forwardedFor, address) => {
    expect(proxied.of(peer, forwardedFor)).toBe(address);
  });
});

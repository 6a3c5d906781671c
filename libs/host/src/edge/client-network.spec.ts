import { clientNetworkOf } from './client-network.ts';

describe('one client', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['64:ff9b::198.51.100.7', '64:ff9b:0:0'],
  ])('at %s is counted as %s', (address, network) => {
    expect(clientNetworkOf(address)).toBe(network);
  });
});

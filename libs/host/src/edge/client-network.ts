import { isIPv4 } from 'node:net';
import { plainAddressOf } from './trusted-proxies.ts';

/** Groups of a /64: what one client of an IPv6 network has all to itself. */
const GROUPS = 4;

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 one. */
export function clientNetworkOf(address: string): string {
  const plain = plainAddressOf(address);
  if (isIPv4(plain)) return plain;
  const [head = '', tail] = plain.split('%', 1)[0]!.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, GROUPS).join(':');
}

const groupsOf = (text: string): string[] =>
  text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));

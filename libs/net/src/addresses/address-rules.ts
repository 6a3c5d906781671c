import ipaddr from 'ipaddr.js';
import { type AllowList, allowsAddress } from './allow-list.ts';
import { embeddedAddressesOf } from './embedded-addresses.ts';
import { specialKindOf } from './special-ranges.ts';

/**
 * What forbids an address to outside calls (`a loopback`, `a link-local` …), undefined when nothing does. An IPv6
 * address is judged by the IPv4 addresses it carries as well, and the list must open whichever is special.
 */
export function forbiddenKindOf(address: string, allowed: AllowList): string | undefined {
  const parsed = parsedAddress(address);
  if (!parsed) return 'an unreadable';
  if (allowsAddress(allowed, parsed)) return undefined;
  const kind = specialKindOf(parsed);
  const inside = parsed instanceof ipaddr.IPv6 ? embeddedAddressesOf(parsed) : [];
  const forbidden = inside.find((embedded) => isForbidden(embedded, allowed));
  if (forbidden) return specialKindOf(forbidden);
  return kind;
}

/** The one sentence that a refused call ends with. `host` is what was asked for, `address` where it leads. */
export function forbiddenMessage(host: string, address: string, kind: string): string {
  const subject = host === address ? `${address} is` : `${host} leads to ${address},`;
  return `${subject} ${kind} address; outside calls may not reach it unless NET_ALLOW lists it`;
}

const isForbidden = (address: ipaddr.IPv4, allowed: AllowList): boolean =>
  !allowsAddress(allowed, address) && specialKindOf(address) !== undefined;

/** Strictly an address: dotted-decimal or IPv6, no octal or hexadecimal IPv4, which mean different things to different readers. */
function parsedAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const plain = text.replace(/%.*$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain);
  if (plain.includes(':') && ipaddr.IPv6.isValid(plain)) return ipaddr.IPv6.parse(plain);
  return undefined;
}

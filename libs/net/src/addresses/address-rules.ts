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

const DOTTED_TAIL = /:(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** An IPv6 address without dots: `::1.2.3.4` is read as the mapped `::ffff:1.2.3.4` by ipaddr.js, and is another. */
const inGroups = (text: string): string =>
  text.replace(DOTTED_TAIL, (_tail, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return [a, b, c, d].some((byte) => byte > 255)
      ? ':unreadable'
      : `:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });

/** Strictly an address: dotted-decimal or IPv6, no octal or hexadecimal IPv4, which mean different things to different readers. */
function parsedAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const plain = text.replace(/%.*$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain);
  const grouped = inGroups(plain);
  if (plain.includes(':') && ipaddr.IPv6.isValid(grouped)) return ipaddr.IPv6.parse(grouped);
  return undefined;
}

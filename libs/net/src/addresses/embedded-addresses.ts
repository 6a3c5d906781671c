import ipaddr from 'ipaddr.js';

const V4_IN_LAST_32_BITS = [
  '::ffff:0:0/96',
  '::ffff:0:0:0/96',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
].map((cidr) => ipaddr.IPv6.parseCIDR(cidr));
const SIX_TO_FOUR = ipaddr.IPv6.parseCIDR('2002::/16');
const TEREDO = ipaddr.IPv6.parseCIDR('2001::/32');
const ISATAP = [0x5e, 0xfe];

/**
 * The IPv4 addresses that an IPv6 address carries, since whoever translates or tunnels it ends up there: mapped,
 * translated (RFC 2765, 6052, 8215), compatible, 6to4, Teredo (server and client), ISATAP.
 */
export function embeddedAddressesOf(address: ipaddr.IPv6): ipaddr.IPv4[] {
  const bytes = address.toByteArray();
  const at = (offset: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(offset, offset + 4));
  if (V4_IN_LAST_32_BITS.some((range) => address.match(range))) return [at(12)];
  if (address.match(SIX_TO_FOUR)) return [at(2)];
  if (address.match(TEREDO)) {
    return [at(4), new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff))];
  }
  const interfaceId = bytes.slice(8, 12);
  const isIsatap =
    (interfaceId[0]! & 0xfd) === 0 &&
    interfaceId[1] === 0 &&
    interfaceId[2] === ISATAP[0] &&
    interfaceId[3] === ISATAP[1];
  return isIsatap ? [at(12)] : [];
}

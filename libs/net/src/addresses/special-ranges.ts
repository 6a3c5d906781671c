import ipaddr from 'ipaddr.js';

/** A block of addresses that outside calls may not reach, and what to call it. */
export type SpecialRange = readonly [cidr: string, kind: string];

/**
 * IANA's special-purpose registries (IPv4: RFC 6890 and its updates), multicast, and what clouds answer metadata on.
 * The first that fits names the address, so the narrow ones come first.
 */
export const specialRanges: readonly SpecialRange[] = [
  ['0.0.0.0/32', 'an unspecified'],
  ['0.0.0.0/8', 'a reserved'],
  ['10.0.0.0/8', 'a private'],
  ['100.100.100.200/32', 'a metadata'],
  ['100.64.0.0/10', 'a carrier-grade NAT'],
  ['127.0.0.0/8', 'a loopback'],
  ['169.254.0.0/16', 'a link-local'],
  ['172.16.0.0/12', 'a private'],
  ['168.63.129.16/32', 'a metadata'],
  ['192.0.0.192/32', 'a metadata'],
  ['192.0.0.0/24', 'a reserved'],
  ['192.0.2.0/24', 'a documentation'],
  ['192.88.99.0/24', 'a reserved'],
  ['192.168.0.0/16', 'a private'],
  ['198.18.0.0/15', 'a benchmarking'],
  ['198.51.100.0/24', 'a documentation'],
  ['203.0.113.0/24', 'a documentation'],
  ['224.0.0.0/4', 'a multicast'],
  ['255.255.255.255/32', 'a broadcast'],
  ['240.0.0.0/4', 'a reserved'],
  ['::/128', 'an unspecified'],
  ['::1/128', 'a loopback'],
  ['::/96', 'a reserved'],
  ['64:ff9b:1::/48', 'a private'],
  ['100::/64', 'a reserved'],
  ['2001:2::/48', 'a benchmarking'],
  ['2001::/23', 'a reserved'],
  ['2001:db8::/32', 'a documentation'],
  ['3fff::/20', 'a documentation'],
  ['5f00::/16', 'a reserved'],
  ['fd00:ec2::254/128', 'a metadata'],
  ['fd20:ce::254/128', 'a metadata'],
  ['fc00::/7', 'a unique-local'],
  ['fe80::/10', 'a link-local'],
  ['fec0::/10', 'a site-local'],
  ['ff00::/8', 'a multicast'],
];

const parsed = specialRanges.map(([cidr, kind]) => ({ range: ipaddr.parseCIDR(cidr), kind }));
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** What kind of special address it is; undefined for one that anybody may reach. Looks at it as written, not inside. */
export function specialKindOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  const found = parsed.find(({ range: [network, bits] }) =>
    network.kind() === address.kind() ? address.match(network, bits) : false,
  );
  if (found) return found.kind;
  if (address instanceof ipaddr.IPv4) return undefined;
  // What is neither handed out to the public nor a translation prefix may yet become anything.
  return address.match(globalUnicast) || address.match(translated) || address.isIPv4MappedAddress()
    ? undefined
    : 'a reserved';
}

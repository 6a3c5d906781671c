import ipaddr from 'ipaddr.js';

/** What NET_ALLOW opens: blocks of addresses, and names whatever they resolve to. */
export interface AllowList {
  readonly ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];
  readonly names: ReadonlySet<string>;
  /** `.corp` opens every name below it: listed as `*.corp`. */
  readonly suffixes?: readonly string[];
}

const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*$/;

/** Reads NET_ALLOW's entries. @throws RangeError naming the first that is no CIDR, address or host name. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  const names = new Set<string>();
  const suffixes: string[] = [];
  for (const entry of entries) {
    const text = entry.trim().replace(/^\[(.*)\]$/, '$1');
    const range = rangeOf(text);
    const name = plainName(text);
    if (range) ranges.push(range);
    else if (NAME.test(name)) names.add(name);
    else if (name.startsWith('*.') && NAME.test(name.slice(2))) suffixes.push(name.slice(1));
    else throw new RangeError(`NET_ALLOW: "${entry}" is no CIDR, IP address or host name`);
  }
  return { ranges, names, suffixes };
}

/** Whether the list opens an address, by itself. */
export const allowsAddress = ({ ranges }: AllowList, address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  ranges.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );

/** Whether the list opens a host by its name. */
export function allowsName({ names, suffixes = [] }: AllowList, name: string): boolean {
  const plain = plainName(name);
  return names.has(plain) || suffixes.some((suffix) => plain.endsWith(suffix));
}

function rangeOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return [ipaddr.IPv4.parse(text), 32];
  if (text.includes(':') && ipaddr.IPv6.isValid(text)) return [ipaddr.IPv6.parse(text), 128];
  return undefined;
}

const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

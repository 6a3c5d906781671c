import { isIP } from 'node:net';

/** Addresses that begin alike: all that share the first `bits` with `address`. */
export interface AddressRange {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

const BITS = /^\d{1,3}$/;

/** Reads an IP address, or a range of them (CIDR). Undefined when it is none. */
export function addressRangeOf(text: string): AddressRange | undefined {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || more.length > 0) return undefined;
  const most = version === 4 ? 32 : 128;
  if (bits !== undefined && (!BITS.test(bits) || Number(bits) > most)) return undefined;
  return { address, bits: Number(bits ?? most), family: version === 4 ? 'ipv4' : 'ipv6' };
}

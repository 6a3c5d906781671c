import { BlockList, isIP } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The proxies that may speak for others: TRUSTED_PROXIES. */
export class TrustedProxies {
  /** Whether none is. */
  readonly isEmpty: boolean;
  private readonly list = new BlockList();

  /** `proxies`: addresses and CIDRs. */
  constructor(proxies: readonly string[]) {
    this.isEmpty = proxies.length === 0;
    for (const proxy of proxies) {
      const [address = '', bits] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(bits), family);
    }
  }

  /** Whether an address ({@link plainAddressOf}) is one of them. */
  includes(address: string): boolean {
    if (this.isEmpty) return false;
    const family = isIP(address);
    return family !== 0 && this.list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** An IPv4 address that came over an IPv6 socket is an IPv4 address. */
export const plainAddressOf = (address: string): string => MAPPED.exec(address)?.[1] ?? address;

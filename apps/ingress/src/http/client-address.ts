import { BlockList, isIP } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Says where a request comes from, given the proxies that may speak for others. */
export class ClientAddresses {
  private readonly trusted = new BlockList();
  private readonly trustsAny: boolean;

  /** `proxies`: addresses and CIDRs. */
  constructor(proxies: readonly string[]) {
    this.trustsAny = proxies.length > 0;
    for (const proxy of proxies) {
      const [address = '', bits] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.trusted.addAddress(address, family);
      else this.trusted.addSubnet(address, Number(bits), family);
    }
  }

  /** The peer's address; behind trusted proxies the right-most untrusted address of `X-Forwarded-For`. */
  of(peer: string | undefined, forwardedFor: string | string[] | undefined): string {
    const address = plain(peer ?? '');
    if (!this.trustsAny || forwardedFor === undefined || !this.isTrusted(address)) return address;
    const hops = String(forwardedFor)
      .split(',')
      .map((hop) => plain(hop.trim()));
    for (const hop of hops.reverse()) {
      if (isIP(hop) === 0) return address;
      if (!this.isTrusted(hop)) return hop;
    }
    return hops.at(-1) ?? address;
  }

  private isTrusted(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** An IPv4 address that came over an IPv6 socket is an IPv4 address. */
const plain = (address: string): string => MAPPED.exec(address)?.[1] ?? address;

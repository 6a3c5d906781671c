import { isIP } from 'node:net';
import { plainAddressOf, TrustedProxies } from '@millwright/host';

/** Says where a request comes from, given the proxies that may speak for others. */
export class ClientAddresses {
  private readonly trusted: TrustedProxies;

  /** `proxies`: addresses and CIDRs. */
  constructor(proxies: readonly string[]) {
    this.trusted = new TrustedProxies(proxies);
  }

  /** The peer's address; behind trusted proxies the right-most untrusted address of `X-Forwarded-For`. */
  of(peer: string | undefined, forwardedFor: string | string[] | undefined): string {
    const address = plainAddressOf(peer ?? '');
    if (forwardedFor === undefined || !this.trusted.includes(address)) return address;
    const hops = String(forwardedFor)
      .split(',')
      .map((hop) => plainAddressOf(hop.trim()));
    for (const hop of hops.reverse()) {
      if (isIP(hop) === 0) return address;
      if (!this.trusted.includes(hop)) return hop;
    }
    return hops.at(-1) ?? address;
  }
}

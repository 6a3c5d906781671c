import { BlockList, isIP } from 'node:net';
import { addressRangeOf } from './address-range.ts';

/** Which addresses may send. What is no address is never one of them. */
export class AllowedAddresses {
  private readonly list = new BlockList();

  /** `ranges`: addresses and CIDRs, as a webhook has them. What cannot be read lets nobody in. */
  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = addressRangeOf(text);
      if (range !== undefined) this.list.addSubnet(range.address, range.bits, range.family);
    }
  }

  /** An IPv4 address that is written as one of IPv6 is the same address. */
  allows(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  }
}

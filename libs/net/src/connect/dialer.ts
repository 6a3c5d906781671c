import { isIP, type Socket } from 'node:net';
import { messageOf } from '@millwright/kernel';
import { forbiddenKindOf, forbiddenMessage } from '../addresses/address-rules.ts';
import { type AllowList, allowsName } from '../addresses/allow-list.ts';
import { LOCALHOST, LOOPBACK } from '../addresses/localhost.ts';
import { NetError } from '../net.errors.ts';
import { abortable } from './abortable.ts';
import { type Dial, dialAny } from './dial-any.ts';
import type { Resolve } from './resolve.ts';

/**
 * Opens TCP connections to addresses that the rules permit. A name is resolved once, every answer is checked, and the
 * connection goes to those very answers: nothing can be swapped in between.
 */
export class Dialer {
  private readonly allowed: AllowList;
  private readonly resolve: Resolve;
  private readonly dialChecked: Dial;

  constructor(allowed: AllowList, resolve: Resolve, dial: Dial = dialAny) {
    this.allowed = allowed;
    this.resolve = resolve;
    this.dialChecked = dial;
  }

  /** Where a host leads. @throws NetError address_forbidden when one of the answers is, network when there is none. */
  async addressesOf(host: string, signal: AbortSignal): Promise<string[]> {
    if (LOCALHOST.test(host)) return this.loopbackFor(host);
    const addresses = isIP(host) ? [host] : await this.answersFor(host, signal);
    if (allowsName(this.allowed, host)) return addresses;
    for (const address of addresses) {
      const kind = forbiddenKindOf(address, this.allowed);
      if (kind) throw new NetError('address_forbidden', forbiddenMessage(host, address, kind));
    }
    return addresses;
  }

  /** Connects to a host by the addresses that were checked. */
  async dial(host: string, port: number, signal: AbortSignal): Promise<Socket> {
    return this.dialChecked(await this.addressesOf(host, signal), port, signal);
  }

  /**
   * Whether somebody else may be left to resolve the host: an address cannot change its meaning, and a listed name may
   * lead anywhere.
   */
  mayBeResolvedElsewhere(host: string): boolean {
    return isIP(host) !== 0 || allowsName(this.allowed, host);
  }

  /** Whether the host is open only because NET_ALLOW says so. */
  isOpenedByList(host: string, addresses: readonly string[]): boolean {
    const nothing: AllowList = { ranges: [], names: new Set() };
    return (
      allowsName(this.allowed, host) ||
      addresses.some((address) => forbiddenKindOf(address, nothing) !== undefined)
    );
  }

  /** By RFC 6761 the name means this machine. Whichever family is open will do: whoever lists 127.0.0.1 means it too. */
  private loopbackFor(host: string): string[] {
    if (allowsName(this.allowed, host)) return [...LOOPBACK];
    const open = LOOPBACK.filter((address) => !forbiddenKindOf(address, this.allowed));
    if (open.length > 0) return open;
    const message = forbiddenMessage(host, LOOPBACK[0]!, 'a loopback');
    throw new NetError('address_forbidden', message);
  }

  private async answersFor(host: string, signal: AbortSignal): Promise<string[]> {
    try {
      const answers = await abortable(this.resolve(host), signal);
      if (answers.length > 0) return answers;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const { code = messageOf(error) } = error as { code?: string };
      throw new NetError('network', `the name ${host} does not resolve (${code})`, {
        cause: error,
        reason: 'dns_failed',
      });
    }
    throw new NetError('network', `the name ${host} has no address`, { reason: 'dns_failed' });
  }
}

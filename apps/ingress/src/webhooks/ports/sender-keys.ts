import { MillwrightError } from '@millwright/kernel';

/** A sender's key, or the address that confirms a subscription, cannot be fetched right now. */
export class KeyUnavailableError extends MillwrightError {
  readonly code = 'key_unavailable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, { fault: 'remote', retry: true }, options);
  }
}

/** Fetches what senders sign with from where they keep it. Injected by this class. */
export abstract class SenderKeys {
  /**
   * What is at the addresses, all of which the provider has pinned; empty where it is not surely the provider's. One that
   * could not be fetched is left out. @throws KeyUnavailableError when none could
   */
  abstract fetch(provider: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** The same, and nothing older than a minute: senders replace their keys. @throws KeyUnavailableError */
  abstract renew(provider: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Asks for an address that the provider has pinned, to confirm a subscription. @throws KeyUnavailableError */
  abstract confirm(provider: string, url: string): Promise<void>;
}

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
  /** What is at each of the addresses, all of which the provider has pinned. @throws KeyUnavailableError */
  abstract fetch(provider: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Asks for an address that the provider has pinned, to confirm a subscription. @throws KeyUnavailableError */
  abstract confirm(provider: string, url: string): Promise<void>;
}

/** Fetches nothing: whoever is signed with such keys has to wait. */
export class NoSenderKeys extends SenderKeys {
  override fetch(): Promise<never> {
    return Promise.reject(new KeyUnavailableError('nothing here fetches keys'));
  }

  override confirm(): Promise<never> {
    return Promise.reject(new KeyUnavailableError('nothing here confirms subscriptions'));
  }
}

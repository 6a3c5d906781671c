import type { WebhookRoute } from '@millwright/webhook';

/** Too many requests. */
export interface RateRefusal {
  /** When one will be taken again. At least 1. */
  readonly retryAfterSeconds: number;
  /** Refused with 429, or answered as if it had been taken. */
  readonly onLimit: 'refuse' | 'drop';
}

/** Counts a webhook's requests, before their bodies are read, over every instance. Injected by this class. */
export abstract class Rates {
  /**
   * Counts a request in; undefined: there is room for it. A promise only where the answer is not at hand, since each
   * request passes here (bench "intake"); it never rejects.
   */
  abstract admit(route: WebhookRoute): RateRefusal | undefined | Promise<RateRefusal | undefined>;
}

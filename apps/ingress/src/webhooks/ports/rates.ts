import type { WebhookRoute } from '@millwright/webhook';

/** Too many requests: when one will be taken again. At least 1. */
export interface RateRefusal {
  readonly retryAfterSeconds: number;
}

/** Counts a webhook's requests, before their bodies are read, over every instance. Injected by this class. */
export abstract class Rates {
  /**
   * Counts a request in; undefined: there is room for it. A promise only where the answer is not at hand, since each
   * request passes here (bench "intake"); it never rejects.
   */
  abstract admit(
    route: WebhookRoute,
    nowMs: number,
  ): RateRefusal | undefined | Promise<RateRefusal | undefined>;
}

/** Lets every request through. */
export class Unlimited extends Rates {
  override admit(): undefined {
    return undefined;
  }
}

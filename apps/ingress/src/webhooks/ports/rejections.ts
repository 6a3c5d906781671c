import type { RefusalReason, WebhookRoute } from '@millwright/webhook';
import type { ProblemCode } from '../../http/problem.ts';
import type { RequestFacts } from './request-facts.ts';

/** A refused request of an enabled webhook. `reason`: why it was not verified, else the code of its answer. */
export interface Rejection {
  readonly route: WebhookRoute;
  readonly request: RequestFacts;
  readonly reason: RefusalReason | ProblemCode;
}

/** Keeps refused requests for the owners of webhooks. Injected by this class. */
export abstract class Rejections {
  /** Returns at once and never throws; what it needs of the request, it takes before it returns. */
  abstract note(rejection: Rejection): void;
}

/** Keeps none. */
export class NoRejections extends Rejections {
  override note(): void {
    // The counter and the log line are all there is.
  }
}

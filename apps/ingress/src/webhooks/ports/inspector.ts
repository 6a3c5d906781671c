import type { Id } from '@millwright/kernel';
import type { RefusalReason, WebhookRoute } from '@millwright/webhook';
import type { ProblemCode } from '../../http/problem.ts';
import type { RequestFacts } from './request-facts.ts';

/** What came of a request: events, the end of a handshake, or a refusal. */
export type RequestOutcome =
  | { readonly is: 'accepted'; readonly eventIds: readonly Id[] }
  | { readonly is: 'greeted'; readonly kind: string }
  | { readonly is: 'refused'; readonly reason: RefusalReason | ProblemCode };

/** Shows the owners of webhooks what is sent to them, and what was refused. Injected by this class. */
export abstract class Inspector {
  /** Told of every request of an enabled webhook, once it is answered: returns at once and never throws. */
  abstract note(
    route: WebhookRoute,
    request: RequestFacts,
    status: number,
    outcome: RequestOutcome,
  ): void;
}

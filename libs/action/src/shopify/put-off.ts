import type { ActionOutcome } from '../action.ts';
import { failed } from '../outcome.ts';
import type { GraphqlAnswer } from './ask-shop.ts';
import type { Shop } from './shop.ts';

/** The outcome of a call that was not made yet: others go on meanwhile, and no attempt is used up. */
export const putOff = ({ connection }: Shop, waitMs: number): ActionOutcome => ({
  ...failed(
    'rate_limited',
    `the budget of ${connection.fields.shop_domain} is used up; the call waits for its turn`,
  ),
  retry: true,
  retryAfterMs: waitMs,
  uncounted: true,
});

/** The outcome of an answer with errors of GraphQL's own. What a mutation found wrong (`userErrors`) is none of them. */
export const refusedBy = (
  { connection }: Shop,
  { text, faults }: Pick<GraphqlAnswer, 'text' | 'faults'>,
): ActionOutcome => ({
  ...failed(
    'remote_rejected',
    `${connection.fields.shop_domain} answered: ${faults.map(({ message }) => message).join('; ')}`,
    { errors: faults.map(({ message, code = null }) => ({ message, code })) },
  ),
  result: text,
});

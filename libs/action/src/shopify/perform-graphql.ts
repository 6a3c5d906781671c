import type { Id } from '@millwright/kernel';
import type { ActionOutcome } from '../action.ts';
import { askShop, type GraphqlAnswer, type GraphqlCall } from './ask-shop.ts';
import { putOff, refusedBy } from './put-off.ts';
import type { Shop } from './shop.ts';

/**
 * A GraphQL call as the run of an action makes it: in its turn, and failed by errors of GraphQL's own. `answered` may add
 * warnings. @throws NetError, ActionError, ConnectionError
 */
export async function performGraphql(
  shop: Shop,
  call: GraphqlCall,
  actionRunId: Id,
  answered: (answer: GraphqlAnswer) => Promise<string[]> = async () => [],
): Promise<ActionOutcome> {
  const { budget, clock } = shop;
  const waitMs = budget.graphql.turnIn(budget.costOf(call.query), clock.now(), actionRunId);
  if (waitMs > 0) return putOff(shop, waitMs);
  const answer = await askShop(shop, call);
  // A part of a mutation may have begun something though another one failed.
  const warnings = await answered(answer);
  const outcome: ActionOutcome =
    answer.faults.length > 0 ? refusedBy(shop, answer) : { ok: true, result: answer.text };
  return { ...outcome, ...(warnings.length > 0 && { warnings }) };
}

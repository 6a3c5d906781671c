import type { JsonValue } from '@millwright/kernel';
import { ActionError } from '../action.errors.ts';
import { LONGEST_WAIT_MS } from '../retry-after.ts';
import type { ThrottleStatus } from './cost-bucket.ts';
import type { Shop } from './shop.ts';
import { costIn, faultsIn, jsonIn, type ShopFault } from './shop-answer.ts';
import { BUSY_MS, exchangeWith, graphqlBody } from './shop-exchange.ts';

/** A GraphQL call. `variables` is exact JSON text of an object. */
export interface GraphqlCall {
  query: string;
  variables?: string | undefined;
}

/** What came of a GraphQL call that was not throttled. */
export interface GraphqlAnswer {
  /** As it came: `{"data": …, "errors": …, "extensions": …}`. */
  text: string;
  value: JsonValue;
  faults: readonly ShopFault[];
}

/**
 * Makes one GraphQL call, whatever is left of the budget, and takes note of what it says of that.
 * @throws ActionError `rate_limited` with the time that the bucket needs; NetError, ConnectionError
 */
export async function askShop(shop: Shop, call: GraphqlCall): Promise<GraphqlAnswer> {
  const { budget, clock, version } = shop;
  const settle = budget.graphql.begin(budget.costOf(call.query));
  let status: ThrottleStatus | undefined;
  try {
    const answer = await exchangeWith(shop, {
      method: 'POST',
      path: `/admin/api/${version}/graphql.json`,
      body: graphqlBody(call.query, call.variables),
    });
    const text = answer.body.toString().trim();
    const value = jsonIn(text);
    if (!(value instanceof Map)) throw notJson(shop);
    const cost = costIn(value);
    status = cost.status;
    if (cost.requested !== undefined) budget.learnCost(call.query, cost.requested);
    const faults = faultsIn(value);
    if (faults.some(({ code }) => code === 'THROTTLED')) throw throttled(shop, cost);
    return { text, value, faults };
  } finally {
    settle(status, clock.now());
  }
}

function throttled(
  { connection }: Shop,
  { requested = 0, status }: ReturnType<typeof costIn>,
): ActionError {
  const message = `${connection.fields.shop_domain} throttles: its budget for calls is used up`;
  if (status === undefined || !(status.restoreRate > 0)) {
    return new ActionError('rate_limited', message, { retryAfterMs: BUSY_MS });
  }
  const missing = Math.max(1, requested - status.currentlyAvailable);
  const missingMs = Math.ceil((missing / status.restoreRate) * 1_000);
  const retryAfterMs = Math.min(LONGEST_WAIT_MS, missingMs);
  return new ActionError('rate_limited', message, { retryAfterMs });
}

const notJson = ({ connection }: Shop): ActionError =>
  new ActionError(
    'remote_rejected',
    `${connection.fields.shop_domain} did not answer with JSON; check shop_domain, base_url and the version`,
  );

import type { ActionOutcome } from '../../action.ts';
import { ActionError } from '../../action.errors.ts';
import { succeeded } from '../../outcome.ts';
import { putOff } from '../../shopify/put-off.ts';
import type { Shop } from '../../shopify/shop.ts';
import { jsonIn } from '../../shopify/shop-answer.ts';
import { exchangeWith } from '../../shopify/shop-exchange.ts';
import type { ShopifyOptions } from './shopify.options.ts';

type RestOptions = Extract<ShopifyOptions, { api: 'rest' }>;

/**
 * Makes a call to the REST Admin API; its result is the body. A shop that said 429 is left alone by everybody until the
 * time that it named. @throws NetError, ActionError, ConnectionError
 */
export async function askRest(
  shop: Shop,
  { method, path, body }: RestOptions,
): Promise<ActionOutcome> {
  const { budget, clock, version } = shop;
  const waitMs = budget.restOpensAtMs - clock.now();
  if (waitMs > 0) return putOff(shop, waitMs);
  try {
    const answer = await exchangeWith(shop, {
      method,
      path: path.replace('{version}', version),
      ...(body !== undefined && { body }),
    });
    const text = answer.body.toString().trim();
    if (text === '') return succeeded(null);
    return jsonIn(text) === undefined ? succeeded(text) : { ok: true, result: text };
  } catch (error) {
    if (error instanceof ActionError && error.code === 'rate_limited') {
      budget.restOpensAtMs = clock.now() + (error.retryAfterMs ?? 0);
    }
    throw error;
  }
}

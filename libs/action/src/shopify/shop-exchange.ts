import { ConnectionError } from '@millwright/connection';
import { stringifyJson } from '@millwright/kernel';
import type { OutboundResponse } from '@millwright/net';
import { ActionError } from '../action.errors.ts';
import { retryAfterMsOf } from '../retry-after.ts';
import { addressIn, type Shop } from './shop.ts';
import { faultsIn, jsonIn } from './shop-answer.ts';

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 20_000_000;
/** How long to wait where a shop is busy and does not say. */
export const BUSY_MS = 2_000;

/** One request to a shop. `body` is JSON text. */
export interface ShopRequest {
  method: string;
  path: string;
  body?: string;
}

/**
 * Sends a request with the Connection's token. No redirect is followed: another host would be told the token.
 * @throws NetError, ActionError, ConnectionError for every status but 2xx
 */
export async function exchangeWith(shop: Shop, request: ShopRequest): Promise<OutboundResponse> {
  const { connection, net, signal } = shop;
  const { method, path, body } = request;
  const answer = await net.request({
    method,
    url: addressIn(connection, path),
    headers: {
      accept: 'application/json',
      'x-shopify-access-token': connection.fields.access_token,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_ANSWER_BYTES,
    followRedirects: false,
    signal,
  });
  if (answer.status < 200 || answer.status > 299) throw refusalOf(shop, answer);
  return answer;
}

function refusalOf(shop: Shop, answer: OutboundResponse): Error {
  const { status, headers } = answer;
  const { connection, clock, redaction } = shop;
  const faults = faultsIn(jsonIn(answer.body.toString()));
  const words = faults.length === 0 ? '' : `: ${faults.map(({ message }) => message).join('; ')}`;
  const said = redaction.text(`${connection.fields.shop_domain} answered ${status}${words}`);
  if (status === 401) {
    const what = `does not accept the token of the Connection "${connection.name}"`;
    return new ConnectionError('connection_rejected', `${said}; it ${what}`);
  }
  if (status === 429 || status === 430) {
    const retryAfterMs = retryAfterMsOf(headers, clock.now()) ?? BUSY_MS;
    return new ActionError('rate_limited', said, { retryAfterMs });
  }
  if (status < 500) return new ActionError('remote_rejected', said);
  const retryAfterMs = retryAfterMsOf(headers, clock.now());
  return new ActionError('remote_unavailable', said, { retryAfterMs });
}

/** The body of a GraphQL call. `variables` is JSON text of an object. */
export const graphqlBody = (query: string, variables: string | undefined): string =>
  variables === undefined
    ? stringifyJson({ query })
    : `{"query":${JSON.stringify(query)},"variables":${variables}}`;

import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionSource } from '@millwright/connection';
import { MillwrightError, type Clock, type Id } from '@millwright/kernel';
import { NetError, type OutboundHttp } from '@millwright/net';
import { ActionError } from '../action.errors.ts';
import { askShop, type GraphqlCall } from './ask-shop.ts';
import type { ShopBudgets } from './shop-budgets.ts';
import { openShop, type Shop } from './shop.ts';

/** What scripts ask of shops is asked with this. */
export interface ShopReaderTools {
  connections: ConnectionSource;
  shops: ShopBudgets;
  net: OutboundHttp;
  clock: Clock;
}

/** For whom a shop is asked. */
export interface ShopTask {
  workspaceId: Id;
  /** Its `shopify_api_version`. */
  shopifyApiVersion: string | null;
}

/** Between tries after faults that may pass; their number is that of the tries less one. */
const DELAYS_MS = [500, 2_000];
/** The least and the most that a busy shop is waited for at once, whatever it asks for. */
const BUSY_MS = { least: 500, most: 120_000 };
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const FILE_TIMEOUT_MS = 120_000;

/** Asks shops while a script waits. It changes nothing at the shop: who calls it sees to it that only queries come. */
export class ShopReader {
  constructor(private readonly tools: ShopReaderTools) {}

  /**
   * The whole answer to a query, as exact JSON text, errors of GraphQL's own included. A shop without points is waited
   * for, a broken connection tried again. @throws ActionError, ConnectionError, NetError; when `signal` aborts the last
   * of them, or NetError `timeout`
   */
  async query(task: ShopTask, call: GraphqlCall, signal: AbortSignal): Promise<string> {
    const shop = await openShop(
      { ...this.tools, ...task, signal },
      { asker: 'the shopify filter' },
    );
    const text = await persistently(shop, () => askInTurn(shop, call));
    const shown = shop.redaction.outcome({ ok: true, result: text });
    return shown.result!;
  }

  /** The objects of a bulk operation, JSON lines, from the address that Shopify gave. @throws as {@link query} */
  async objectsAt(url: string, signal: AbortSignal): Promise<string> {
    const answer = await this.tools.net.request({
      method: 'GET',
      url,
      timeoutMs: FILE_TIMEOUT_MS,
      maxResponseBytes: MAX_FILE_BYTES,
      followRedirects: true,
      signal,
    });
    if (answer.status === 200) return answer.body.toString();
    const message = `the objects of the bulk operation cannot be fetched: ${new URL(url).host} answered ${answer.status}`;
    if (answer.status >= 500) throw new ActionError('remote_unavailable', message);
    throw new ActionError('remote_rejected', `${message}; Shopify keeps them for seven days`);
  }
}

async function askInTurn(shop: Shop, call: GraphqlCall): Promise<string> {
  const { budget, clock, signal } = shop;
  const waitMs = budget.graphql.turnIn(budget.costOf(call.query), clock.now());
  if (waitMs > 0) await delay(waitMs, undefined, { signal });
  return (await askShop(shop, call)).text;
}

async function persistently(shop: Shop, ask: () => Promise<string>): Promise<string> {
  const { signal } = shop;
  let last: unknown = waitedInVain(shop);
  for (let faults = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted) throw last;
      if (!(error instanceof MillwrightError) || !error.retry) throw error;
      last = error;
      const isBusy = error instanceof ActionError && error.code === 'rate_limited';
      if (!isBusy && faults >= DELAYS_MS.length) throw error;
      const waitMs = isBusy ? busyWaitMs(error) : DELAYS_MS[faults]!;
      faults += isBusy ? 0 : 1;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw last;
    }
  }
}

const busyWaitMs = ({ retryAfterMs = 0 }: ActionError): number =>
  Math.min(BUSY_MS.most, Math.max(BUSY_MS.least, retryAfterMs));

const waitedInVain = ({ connection }: Shop): NetError =>
  new NetError(
    'timeout',
    `${connection.fields.shop_domain} did not answer within the time that a script may wait for it`,
  );

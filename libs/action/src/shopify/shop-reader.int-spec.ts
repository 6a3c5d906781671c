import { GivenConnections } from '@millwright/connection/testing';
import { newId, systemClock } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import { startTestShop, type TestShop } from '../testing/shop/start-test-shop.ts';
import { ShopBudgets } from './shop-budgets.ts';
import { ShopReader } from './shop-reader.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let shop: TestShop;

beforeEach(async () => {
  shop = await startTestShop();
});
afterEach(() => shop.close());
afterAll(async () => {
  await net.close();
  await nothingLeft();
});

const query = (timeLimitMs: number): Promise<string> => {
  const connections = new GivenConnections(shop.connection());
  const reader = new ShopReader({
    ...{ connections, net },
    ...{ shops: new ShopBudgets(), clock: systemClock },
  });
  const task = { workspaceId: newId(), shopifyApiVersion: null };
  return reader.query(task, { query: '{ shop { name } }' }, AbortSignal.timeout(timeLimitMs));
};

const busy = (retryAfter: string) => () => ({
  status: 429,
  headers: { 'retry-after': retryAfter },
  body: '{"errors":"busy"}',
});

describe('a script that waits for a busy shop', () => {
  it.each(['0', '0.001', 'Thu, 01 Jan 2015 00:00:00 GMT'])(
    'asks again in half a second at the earliest when it is told %s',
    async (retryAfter) => {
      shop.instead = busy(retryAfter);

      await expect(query(1_300)).rejects.toMatchObject({ code: 'rate_limited' });

      expect(shop.requests.length).toBeGreaterThanOrEqual(2);
      expect(shop.requests.length).toBeLessThanOrEqual(3);
    },
  );

  it('waits when it is told more than a timer can hold', async () => {
    shop.instead = busy('2592000');

    await expect(query(700)).rejects.toMatchObject({ code: 'rate_limited' });

    expect(shop.requests).toHaveLength(1);
  });
});

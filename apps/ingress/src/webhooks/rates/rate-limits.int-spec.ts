import { setImmediate as nextTurn } from 'node:timers/promises';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, newSecretId } from '@millwright/kernel';
import { Metrics } from '@millwright/observability';
import {
  PermitStore,
  WebhookCounter,
  WebhookCountStore,
  type RateRule,
  type WebhookRoute,
} from '@millwright/webhook';
import { RateLimits } from './rate-limits.ts';

const REQUESTS = 300;
const WINDOW_MS = 2_000;
const WINDOWS = 3;
const INSTANCES = 3;
/** Of each instance: all together ask for several times as much as may pass. */
const AT_ONCE = 8;

describe('a limit over several instances', () => {
  let opened: TestDatabase;
  let counters: WebhookCounter[];

  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  beforeEach(() => {
    counters = [];
  });
  afterEach(async () => {
    for (const counter of counters) await counter.onApplicationShutdown();
  });
  afterAll(() => opened.close());

  const anInstance = (): RateLimits => {
    const counter = new WebhookCounter(opened.database, new WebhookCountStore(), new Metrics());
    counters.push(counter);
    return new RateLimits(opened.database, new PermitStore(), newId(), counter);
  };

  it('lets through what it says in any window, to five in a hundred', async () => {
    const rule: RateRule = {
      ...{ id: newSecretId(), scope: 'webhook', requests: REQUESTS, windowMs: WINDOW_MS },
      onLimit: 'refuse',
    };
    const route = { id: newSecretId(), rates: [rule] } as unknown as WebhookRoute;
    const passedAtMs: number[] = [];
    const endMs = performance.now() + WINDOWS * WINDOW_MS;

    const senderTo = async (instance: RateLimits): Promise<void> => {
      while (performance.now() < endMs) {
        const refusal = await instance.admit(route);
        if (refusal === undefined) passedAtMs.push(performance.now());
        await nextTurn();
      }
    };
    const instances = Array.from({ length: INSTANCES }, anInstance);
    await Promise.all(
      instances.flatMap((instance) => Array.from({ length: AT_ONCE }, () => senderTo(instance))),
    );

    const inTheWindowFrom = (fromMs: number): number =>
      passedAtMs.filter((ms) => ms >= fromMs && ms < fromMs + WINDOW_MS).length;
    const fullest = Math.max(...passedAtMs.map(inTheWindowFrom));
    expect(fullest).toBeLessThanOrEqual(REQUESTS * 1.05);
    expect(passedAtMs.length / WINDOWS).toBeGreaterThanOrEqual(REQUESTS * 0.95);
  }, 30_000);
});

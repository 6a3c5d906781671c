import { openDatabase, type Database } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newSecretId, type Id } from '@millwright/kernel';
import { Metrics, silentLogger as logger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { addWebhook, addWorkspace } from '../testing/webhook-builders.ts';
import { WebhookCountStore, type WebhookCounts } from './webhook-count.store.ts';
import { WebhookCounter } from './webhook-counter.ts';

describe('the counter of requests without events', () => {
  const store = new WebhookCountStore();
  let opened: TestDatabase;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    workspaceId = await addWorkspace(opened.database);
  }, 60_000);
  afterAll(() => opened.close());

  const webhook = async (): Promise<Id> => (await addWebhook(opened.database, workspaceId)).id;
  const countsOf = async (id: Id): Promise<WebhookCounts | undefined> =>
    (await store.countsOf(opened.database, workspaceId, [id])).get(id);
  const counterOn = (database: Database): WebhookCounter =>
    new WebhookCounter(database, store, new Metrics());

  it('adds up what several processes count', async () => {
    const id = await webhook();
    const counters = [counterOn(opened.database), counterOn(opened.database)];

    for (const counter of counters) {
      counter.note(id, 'duplicates');
      counter.note(id, 'filtered');
      counter.note(id, 'duplicates');
    }

    await until(async () => (await countsOf(id))?.duplicates === 4);
    expect(await countsOf(id)).toEqual({ duplicates: 4, filtered: 2, rate_limited: 0 });
    for (const counter of counters) await counter.onApplicationShutdown();
    expect(await countsOf(id)).toEqual({ duplicates: 4, filtered: 2, rate_limited: 0 });
  });

  it('writes before it ends', async () => {
    const id = await webhook();
    const counter = counterOn(opened.database);

    counter.note(id, 'rate_limited');
    await counter.onApplicationShutdown();

    expect(await countsOf(id)).toMatchObject({ rate_limited: 1 });
  });

  it('keeps what cannot be written, and tells another Workspace nothing', async () => {
    const id = await webhook();
    const away = await openDatabase({ url: opened.url, poolSize: 1, entities: [], logger });
    await away.close();
    let isAway = true;
    const counter = new WebhookCounter(
      opened.database,
      Object.assign(new WebhookCountStore(), {
        add: (...given: Parameters<WebhookCountStore['add']>) =>
          store.add(isAway ? away : given[0], given[1]),
      }),
      new Metrics(),
    );

    counter.note(id, 'filtered');
    await counter.onApplicationShutdown();
    expect(await countsOf(id)).toBeUndefined();
    isAway = false;
    counter.note(id, 'filtered');
    await counter.onApplicationShutdown();

    expect(await countsOf(id)).toMatchObject({ filtered: 2 });
    expect(await store.countsOf(opened.database, newSecretId(), [id])).toEqual(new Map());
  });
});

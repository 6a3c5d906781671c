import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { OutboundHttp } from '@millwright/net';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';

const RUNS = 64;
const TOPIC = 'user/order/created';

describe('a counter of the cache', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp();
    runner = new TestRunner(opened.database, net);
  });
  afterAll(async () => {
    await runner.close();
    await net.close();
    await opened.close();
  });

  it('loses no count of 64 runs that are performed at once', async () => {
    const workspaceId = await givenWorkspace(opened.database);
    await givenTask(opened.database, workspaceId, {
      script: '{% action "cache", "incr", "orders" %}{% action "cache", "incrby", "sum", 3 %}',
      subscriptions: [TOPIC],
    });
    const events = Array.from({ length: RUNS }, () => anEvent(workspaceId, TOPIC));
    await Promise.all(events.map((event) => runner.route(event)));

    await Promise.all(runner.messages.splice(0).map((message) => runner.handle(message)));

    const entries = await opened.database.query(
      'select key, value from cache_entries where workspace_id = $1 order by key',
      [workspaceId],
    );
    expect(entries).toEqual([
      { key: 'orders', value: String(RUNS) },
      { key: 'sum', value: String(3 * RUNS) },
    ]);
    const runs = await Promise.all(
      events.map(({ envelope }) => rowsOf(opened.database, 'action_runs', envelope.id)),
    );
    const counted = runs
      .flat()
      .map(({ result }) => JSON.parse(result as string) as { key: string; value: number })
      .filter(({ key }) => key === 'orders')
      .map(({ value }) => value);
    expect(counted.sort((one, other) => one - other)).toEqual(
      Array.from({ length: RUNS }, (_none, index) => index + 1),
    );
  });
});

import { startTestShop, type TestShop } from '@millwright/action/testing';
import { GivenConnections } from '@millwright/connection/testing';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';

const TOPIC = 'user/order/created';

describe('runs that ask a shop', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let shop: TestShop;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
    workspaceId = await givenWorkspace(opened.database);
  }, 60_000);
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  afterEach(async () => {
    await runner.close();
    await shop.close();
  });

  const open = async (options: Parameters<typeof startTestShop>[0] = {}): Promise<void> => {
    shop = await startTestShop(options);
    const connections = new GivenConnections(shop.connection());
    runner = new TestRunner(opened.database, net, {}, undefined, { connections });
  };
  const performed = async (script: string, more = {}) => {
    const fields = { script, subscriptions: [TOPIC], ...more };
    const taskId = await givenTask(opened.database, workspaceId, fields);
    const event = anEvent(workspaceId, TOPIC, { taskIds: [taskId] });
    await runner.route(event);
    await runner.drain();
    const [task] = await rowsOf(opened.database, 'task_runs', event.envelope.id);
    return {
      event,
      task: task!,
      actions: await rowsOf(opened.database, 'action_runs', event.envelope.id),
    };
  };

  it('by the filter get its answer, in the version of the task', async () => {
    await open();
    const script =
      '{% assign r = "query ($id: ID) { shop { name } }" | shopify: variables: v %}{% result r.data.shop.name %}';

    const { task } = await performed(`{% assign v = hash %}{% assign v["id"] = 7 %}${script}`, {
      shopify_api_version: '2025-07',
    });

    expect(task).toMatchObject({ state: 'succeeded', result: '"Mill & Co"' });
    const { url, body } = shop.requests[0]!;
    expect(url).toBe('/admin/api/2025-07/graphql.json');
    expect(JSON.parse(body.toString())).toMatchObject({ variables: { id: 7 } });
  });

  it('by the filter have errors of GraphQL as data', async () => {
    await open();
    shop.answers = () => ({ errors: [{ message: 'no such field' }] });

    const { task } = await performed(
      '{% assign r = "{ x }" | shopify %}{% result r.errors[0].message %}',
    );

    expect(task).toMatchObject({ state: 'succeeded', result: '"no such field"' });
  });

  it('by the filter wait for the bucket of the shop, inside of the run', async () => {
    await open({ points: { maximum: 100, restoreRate: 200 } });
    const script =
      '{% for i in (1..3) %}{% assign r = "{ products(first: 79) { id } }" | shopify %}' +
      '{% log r.data.shop.name %}{% endfor %}';

    const { task } = await performed(script);

    expect(task).toMatchObject({ error: null, state: 'succeeded', attempts: 1 });
    expect(JSON.parse(String(task['logs']))).toEqual(['Mill & Co', 'Mill & Co', 'Mill & Co']);
  });

  it('by the filter try again inside of the run when the shop does not answer', async () => {
    await open();
    let refusals = 2;
    shop.instead = () => (refusals-- > 0 ? 503 : undefined);

    const { task } = await performed(
      '{% assign r = "{ a }" | shopify %}{% result r.data.shop.name %}',
    );

    expect(task).toMatchObject({ state: 'succeeded', attempts: 1, result: '"Mill & Co"' });
    expect(shop.requests).toHaveLength(3);
  });

  it('by the filter fail as what may pass when it still does not', async () => {
    await open();
    shop.instead = () => 503;

    const { task } = await performed('{% assign r = "{ a }" | shopify %}');

    expect(task).toMatchObject({ state: 'scheduled', attempts: 1 });
    expect(JSON.parse(String(task['error']))).toMatchObject({
      code: 'remote_unavailable',
      line: 1,
    });
  });

  it('by the filter fail for good when the shop does not take the token', async () => {
    await open();
    shop.instead = () => 401;

    const { task } = await performed('{% assign r = "{ a }" | shopify %}');

    expect(task).toMatchObject({ state: 'failed' });
    expect(JSON.parse(String(task['error']))).toMatchObject({ code: 'liquid_render' });
    expect(String(task['error'])).not.toContain(shop.token);
  });

  it('by the filter say who misses a Connection', async () => {
    await open();
    await runner.close();
    runner = new TestRunner(opened.database, net, {}, undefined, {
      connections: new GivenConnections(),
    });

    const { task } = await performed('{% assign r = "{ a }" | shopify %}');

    expect(JSON.parse(String(task['error']))).toMatchObject({
      code: 'liquid_render',
      message: 'the shopify filter needs a Connection of type shopify',
    });
  });

  it('by actions wait as scheduled while its budget is used up, and use up no attempt', async () => {
    await open({ points: { maximum: 100, restoreRate: 1 } });
    const script = '{% action "shopify" %}{ products(first: 59) { id } }{% endaction %}';
    const first = await performed(script);
    // Of what it costs Shopify has told now, but not yet that too little is left for another.
    const throttled = await performed(script);
    const asked = shop.requests.length;

    const putOff = await performed(script);

    expect(first.actions).toMatchObject([{ state: 'succeeded', attempts: 1 }]);
    expect(throttled.actions).toMatchObject([{ state: 'scheduled', attempts: 0 }]);
    expect(putOff.actions).toMatchObject([{ state: 'scheduled', attempts: 0 }]);
    expect(shop.requests).toHaveLength(asked);
    const [work] = await rowsOf(opened.database, 'work', putOff.event.envelope.id);
    const waitMs = (work!['run_at'] as Date).getTime() - Date.now();
    expect(waitMs).toBeGreaterThan(60_000);
    expect(waitMs).toBeLessThan(120_000);
  });

  it('by actions ask for the version of the task', async () => {
    await open();

    const { actions } = await performed('{% action "shopify" %}{ a }{% endaction %}', {
      shopify_api_version: '2025-07',
    });

    expect(actions).toMatchObject([{ state: 'succeeded' }]);
    expect(shop.requests[0]!.url).toBe('/admin/api/2025-07/graphql.json');
  });
});

import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';

const TOPIC = 'shopify/products/update';
const SAME = '{% action "echo", id: product.id %}{% action "cache", "set", "k", 1 %}';

describe('runs on updates that they make themselves', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp();
  }, 60_000);
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  const given = (script = SAME, topic = TOPIC, more = {}): Promise<Id> =>
    givenTask(opened.database, workspaceId, { script, subscriptions: [topic], ...more });
  const updated = async (data: string, topic = TOPIC): Promise<NewEvent> => {
    const event = anEvent(workspaceId, topic, { data });
    await runner.route(event);
    await runner.drain();
    return event;
  };
  const statesAfter = async ({ envelope }: NewEvent): Promise<unknown[]> => {
    const runs = await rowsOf(opened.database, 'task_runs', envelope.id);
    const actions = await rowsOf(opened.database, 'action_runs', envelope.id);
    return [...runs, ...actions].map(({ state }) => state);
  };
  const times = async (count: number, data: (n: number) => string, topic = TOPIC) => {
    let last!: NewEvent;
    for (let n = 1; n <= count; n += 1) last = await updated(data(n), topic);
    return last;
  };

  it('have their actions failed from the fourth time on', async () => {
    await given();

    expect(await statesAfter(await times(3, () => '{"id":1}'))).toEqual([
      ...['succeeded', 'succeeded', 'succeeded'],
    ]);
    const fourth = await updated('{"id":1}');

    expect(await statesAfter(fourth)).toEqual(['succeeded', 'failed', 'failed']);
    const [action] = await rowsOf(opened.database, 'action_runs', fourth.envelope.id);
    expect(JSON.parse(String(action!['error']))).toMatchObject({ code: 'loop_detected' });
    const [event] = await opened.database.query<{ failed: number; pending: number }>(
      'select failed, pending from event_runs where id = $1',
      [fourth.envelope.id],
    );
    expect(event).toMatchObject({ pending: 0, failed: 2 });
    expect(await statesAfter(await updated('{"id":1}'))).toEqual(['succeeded', 'failed', 'failed']);
  });

  it('have them failed also in a sequence', async () => {
    await given(SAME, TOPIC, { perform_action_runs_in_sequence: true });

    expect(await statesAfter(await times(4, () => '{"id":1}'))).toEqual([
      ...['succeeded', 'failed', 'failed'],
    ]);
  });

  it('have them failed also where thirty resources are updated in turn', async () => {
    await given();
    const product = (n: number) => `{"id":${820982911946154500n + BigInt(n % 30)}}`;

    expect(await statesAfter(await times(90, product))).toEqual([
      ...['succeeded', 'succeeded', 'succeeded'],
    ]);

    expect(await statesAfter(await updated(product(91)))).toEqual([
      ...['succeeded', 'failed', 'failed'],
    ]);
  }, 60_000);

  it('have them failed also where the event is large', async () => {
    await given();
    const large = `{"body_html":"${'x'.repeat(3_000_000)}","id":820982911946154508}`;

    expect(await statesAfter(await times(4, () => large))).toEqual([
      ...['succeeded', 'failed', 'failed'],
    ]);
  }, 60_000);

  it.each<[string, string, (n: number) => string]>([
    [
      'a gid',
      '{% action "echo", 1 %}{% action "echo", 2 %}',
      (n) => `{"admin_graphql_api_id":"gid://shopify/Product/1","id":${n}}`,
    ],
    ['a text', SAME, () => '{"id":"\\u0041"}'],
    [
      'beside text that Postgres does not hold',
      SAME,
      () => '{"a":"\\u0000\\ud800\\\\u0000","id":1}',
    ],
    ['no number that JavaScript knows', SAME, () => '{"id":1.0}'],
  ])('have them failed also where the id is %s', async (_name, script, data) => {
    await given(script);

    expect(await statesAfter(await times(4, data))).toEqual(['succeeded', 'failed', 'failed']);
  });

  it.each<[string, string, (n: number) => string, string]>([
    ['are of other resources', SAME, (n) => `{"id":${n}}`, TOPIC],
    [
      'render other actions',
      '{% action "cache", "set", "k", event.data.n %}{% action "echo", 1 %}',
      (n) => `{"id":1,"n":${n}}`,
      TOPIC,
    ],
    [
      'are of resources whose ids differ in the last digit',
      SAME,
      (n) => `{"id":82098291194615450${n}}`,
      TOPIC,
    ],
    ['are of another topic', SAME, () => '{"id":1}', 'shopify/products/create'],
    ['tell of no id', SAME, () => '{"title":"x"}', TOPIC],
  ])('are performed when they %s', async (_name, script, data, topic) => {
    await given(script, topic);

    expect(await statesAfter(await times(5, data, topic))).toEqual([
      ...['succeeded', 'succeeded', 'succeeded'],
    ]);
  });
});

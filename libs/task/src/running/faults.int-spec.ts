import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { type NewEvent, type WorkItem, workItemColumns, workMessage } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { startHttpPeer, type HttpPeer } from '@millwright/testing';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';

const TOPIC = 'user/order/created';

/** From here on the database refuses a cache entry named `poison`: a fault of ours that no script can foresee. */
const poison = [
  `create function refuse_poison() returns trigger language plpgsql as
     $$ begin raise exception 'the entry is refused'; end $$`,
  `create trigger poison before insert on cache_entries for each row when (new.key = 'poison')
     execute function refuse_poison()`,
];

describe('a fault of our own', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let peer: HttpPeer;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
    peer = await startHttpPeer(() => 500);
    for (const statement of poison) await opened.database.execute(statement);
  });
  afterAll(async () => {
    await peer.close();
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  const taskRun = async ({ envelope }: NewEvent) =>
    (await rowsOf(opened.database, 'task_runs', envelope.id))[0]!;
  const messageOfWork = async ({ envelope }: NewEvent) => {
    const [item] = await opened.database.query<WorkItem>(
      `select ${workItemColumns} from work where event_id = $1`,
      [envelope.id],
    );
    return workMessage(item!);
  };

  it('in storing one task run harms none that is stored with it, and is tried again', async () => {
    await givenTask(opened.database, workspaceId, {
      script: '{% action "cache", "set", event.data, 1 %}',
      subscriptions: [TOPIC],
    });
    const data = ['"one"', '"poison"', '"two"'];
    const events = data.map((text) => anEvent(workspaceId, TOPIC, { data: text }));
    for (const event of events) await runner.route(event);

    await Promise.all(runner.messages.splice(0).map((message) => runner.handle(message)));

    const runs = await Promise.all(events.map(taskRun));
    expect(runs.map(({ state }) => state)).toEqual(['succeeded', 'scheduled', 'succeeded']);
    expect(JSON.parse(runs[1]!['error'] as string)).toMatchObject({ code: 'internal' });
    expect(await rowsOf(opened.database, 'event_runs', events[1]!.envelope.id)).toMatchObject([
      { pending: 1, failed: 0 },
    ]);
  });

  it('in performing an action by message is that action’s failure, and tried again', async () => {
    await givenTask(opened.database, workspaceId, {
      script: `{% action "http", method: "get", url: "${peer.url}" %}{% action "cache", "set", "poison", 1 %}`,
      subscriptions: [TOPIC],
      perform_action_runs_in_sequence: true,
    });
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);

    await runner.drain();

    const [, action] = await opened.database.query<{ state: string; error: string }>(
      'select state, error from action_runs where event_id = $1 order by index',
      [event.envelope.id],
    );
    expect(action!.state).toBe('scheduled');
    expect(JSON.parse(action!.error)).toMatchObject({ code: 'internal' });
  });

  it('does not outlive the retries that the task itself allows its actions', async () => {
    await givenTask(opened.database, workspaceId, {
      script: `{% action "http", method: "get", url: "${peer.url}", error_on_5xx: true %}`,
      subscriptions: [TOPIC],
      retry: { max_attempts: 1 },
    });
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);

    await runner.drain();

    expect(await rowsOf(opened.database, 'action_runs', event.envelope.id)).toMatchObject([
      { state: 'failed', attempts: 1 },
    ]);
  });

  it('that ends the whole process each time gives a task run up without a broker too', async () => {
    await givenTask(opened.database, workspaceId, { script: 'x', subscriptions: [TOPIC] });
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    runner.messages.splice(0);
    await opened.database.execute('update work set attempt = 3 where event_id = $1', [
      event.envelope.id,
    ]);

    await runner.handle(await messageOfWork(event));

    expect(JSON.parse((await taskRun(event))['error'] as string)).toMatchObject({ code: 'lost' });
    expect(await taskRun(event)).toMatchObject({ state: 'failed' });
  });

  it('keeps no lease for a run that another rendering of this runner has taken', async () => {
    await givenTask(opened.database, workspaceId, {
      script: '{% action "echo", 1 %}',
      subscriptions: [TOPIC],
    });
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    const [message] = runner.messages.splice(0);
    runner.held.hold((await taskRun(event))['id'] as Id);

    await runner.handle(message!);

    expect(runner.held.size).toBe(1);
    runner.held.release((await taskRun(event))['id'] as Id);
  });
});

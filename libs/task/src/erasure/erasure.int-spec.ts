import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { JobErasure } from '@millwright/job';
import { childIdAt, newId, type Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { silentLogger } from '@millwright/observability';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import { anEvent, givenTask, givenWorkspace, saveTask } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';
import { ErasureSweep } from './erasure-sweep.ts';

const TOPIC = 'user/order/created';
const SECRET = 'Ada Lovelace';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('erasure on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let workspaceId: Id;
  let erasure: JobErasure;
  let sweep: ErasureSweep;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp();
    erasure = new JobErasure(opened.database);
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    const { database } = opened;
    await database.execute('delete from leases');
    runner = new TestRunner(database, net);
    workspaceId = await givenWorkspace(database);
    sweep = new ErasureSweep({ database, instanceId: newId(), logger: silentLogger });
  });
  afterEach(() => runner.close());

  const given = (definition: Partial<TaskDefinition>): Promise<Id> =>
    givenTask(opened.database, workspaceId, { subscriptions: [TOPIC], ...definition });
  /** An event about somebody, routed but not rendered. Its id, and so those of its runs, have its time. */
  const routed = async (at = Date.now()): Promise<Id> => {
    const event = anEvent(workspaceId, TOPIC, { data: JSON.stringify({ name: SECRET }) });
    const id = childIdAt(at, event.envelope.id, 'event');
    const request = { headers: [['x-name', SECRET]] } as never;
    await runner.route({ ...event, envelope: { ...event.envelope, id }, request });
    return id;
  };
  const ran = async (at?: number): Promise<Id> => {
    const eventId = await routed(at);
    await runner.drain();
    return eventId;
  };
  const runsOf = (eventId: Id) => rowsOf(opened.database, 'task_runs', eventId);
  const runIdOf = async (eventId: Id): Promise<Id> => (await runsOf(eventId))[0]!['id'] as Id;
  const eventOf = async (id: Id) =>
    (
      await opened.database.query<{ data: string; request: string | null }>(
        'select data, request from events where id = $1',
        [id],
      )
    )[0]!;
  const everythingOf = async (eventId: Id): Promise<string> =>
    JSON.stringify([
      await eventOf(eventId),
      await runsOf(eventId),
      await rowsOf(opened.database, 'action_runs', eventId),
    ]);

  it('leaves no trace of what a job ran on and came to, nor of its actions', async () => {
    await given({
      script: `{% log event.data.name %}{% result event.data.name %}
        {% action "echo", event.data %}{% action "echo", __error: event.data.name %}`,
    });
    const eventId = await ran();
    expect((await everythingOf(eventId)).split(SECRET).length).toBeGreaterThan(5);

    expect(await erasure.erase(workspaceId, await runIdOf(eventId))).toBe('erased');

    expect(await everythingOf(eventId)).not.toContain(SECRET);
    expect(await runsOf(eventId)).toMatchObject([
      { state: 'succeeded', result: '{}', logs: '["##DELETED##"]', erased_at: expect.any(Date) },
    ]);
    const actions = await rowsOf(opened.database, 'action_runs', eventId);
    expect(actions.sort((a, b) => Number(a['index']) - Number(b['index']))).toMatchObject([
      { state: 'succeeded', options: '{}', result: null },
      { state: 'failed', error: '{"code":"echo_error","message":"##DELETED##"}' },
    ]);
    expect(await eventOf(eventId)).toEqual({ data: '{}', request: null });
    expect(await erasure.erase(workspaceId, await runIdOf(eventId))).toBe('erased');
  });

  it('leaves no trace in the events that tell of its end, but waits for what they start', async () => {
    await given({
      subscriptions: [TOPIC, 'mechanic/actions/perform', 'mechanic/errors/action'],
      script: `{% if event.topic == "${TOPIC}" %}{% action "cache", "set", "a", event.data.name %}
        {% action "cache", "no", event.data.name %}{% endif %}`,
    });
    const eventId = await routed();
    await runner.handle(runner.messages.shift()!);
    const told = (): Promise<{ topic: string; data: string }[]> =>
      opened.database.query('select topic, data from events where parent_id = $1 order by topic', [
        eventId,
      ]);
    const before = await told();
    expect(new Set(before.map(({ topic }) => topic))).toEqual(
      new Set(['mechanic/actions/perform', 'mechanic/errors/action']),
    );
    expect(JSON.stringify(before)).toContain(SECRET);
    expect(await erasure.erase(workspaceId, await runIdOf(eventId))).toBe('open');

    await runner.drain();

    expect(await erasure.erase(workspaceId, await runIdOf(eventId))).toBe('erased');
    expect(new Set((await told()).map(({ data }) => data))).toEqual(new Set(['{}']));
  });

  it('leaves of an error only its code', async () => {
    await given({ script: '{% error event.data.name %}' });
    const eventId = await ran();

    await erasure.erase(workspaceId, await runIdOf(eventId));

    expect(await runsOf(eventId)).toMatchObject([
      { state: 'failed', error: '{"code":"task_error","message":"##DELETED##"}' },
    ]);
    expect(await everythingOf(eventId)).not.toContain(SECRET);
  });

  it('waits for what is open below the event, and finds nothing of another workspace', async () => {
    await given({ script: '{% result 1 %}' });
    await given({ script: '{% result 2 %}' });
    const eventId = await routed();
    const runs = await runsOf(eventId);
    await runner.handle(runner.messages.shift()!);
    const before = await everythingOf(eventId);

    for (const { id } of runs) {
      expect(await erasure.erase(workspaceId, id as Id)).toBe('open');
    }
    expect(await erasure.erase(newId(), runs[0]!['id'] as Id)).toBe('not_found');
    expect(await erasure.erase(workspaceId, newId())).toBe('not_found');

    expect(await everythingOf(eventId)).toBe(before);
  });

  it('comes by itself so long after the end as the task says', async () => {
    await given({ script: '{% result event.data %}', delete_after_secs: 3_600 });
    const longAgo = Date.now() - 7_200_000;
    const [old, late, young] = [await ran(longAgo), await ran(longAgo), await ran()];
    const age = (eventId: Id, minutes: number) =>
      opened.database.execute(
        `update task_runs set stopped_at = now() - make_interval(mins => $2) where event_id = $1`,
        [eventId, minutes],
      );
    await age(old, 61);
    await age(late, 59);

    expect(await sweep.pass()).toBe(1);
    expect(await everythingOf(old)).not.toContain(SECRET);
    expect(await everythingOf(late)).toContain(SECRET);
    await age(late, 60);
    expect(await sweep.pass()).toBe(1);

    expect(await everythingOf(late)).not.toContain(SECRET);
    expect(await everythingOf(young)).toContain(SECRET);
  });

  it('comes at the next pass with a delay of 0, and later for what was still open', async () => {
    await given({ script: '{% result event.data %}', delete_after_secs: 0 });
    await given({ script: '{% result event.data %}', subscriptions: ['user/other/made'] });
    const [over, open] = [await ran(), await routed()];

    expect(await sweep.pass()).toBe(1);
    expect(await sweep.pass()).toBe(0);
    await runner.drain();
    expect(await sweep.pass()).toBe(1);

    expect(await everythingOf(over)).not.toContain(SECRET);
    expect(await everythingOf(open)).not.toContain(SECRET);
  });

  it('spares the jobs of tasks that do not ask for it, or no longer do', async () => {
    const id = await given({ script: '{% result event.data %}', delete_after_secs: 0 });
    const eventId = await ran();
    await saveTask(opened.database, workspaceId, id, { enabled: true, version: 2 });

    expect(await sweep.pass()).toBe(0);

    expect(await everythingOf(eventId)).toContain(SECRET);
  });

  it('is done by one of several at a time', async () => {
    await given({ script: '{% result 1 %}', delete_after_secs: 0 });
    const { database } = opened;
    const other = new ErasureSweep({ database, instanceId: newId(), logger: silentLogger });
    expect(await other.pass()).toBe(0);
    await ran();

    expect(await sweep.pass()).toBe(0);
    expect(await other.pass()).toBe(1);
  });
});

import { decodeMessage, runFinished } from '@millwright/contracts';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { openLocalBus, replyTo, type OutgoingMessage } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { silentLogger } from '@millwright/observability';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';
import { JobCommands } from './job-commands.ts';
import { RunCommands } from './run-commands.ts';

const BY = { reason: 'no longer wanted', canceler: 'ann' };

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('a command on jobs on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let workspaceId: Id;
  let commands: JobCommands;
  let published: OutgoingMessage[];

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp();
    const bus = openLocalBus({ logger: silentLogger });
    bus.publishAll = (messages) => {
      published.push(...messages);
      return Promise.resolve();
    };
    commands = new JobCommands(opened.database, bus);
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    published = [];
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  /** The run of an event that a task subscribes to, not rendered yet. */
  const givenRun = async (offset = '', source = 'webhook') => {
    // One of its own: two tasks of a topic would both run for the second event.
    const topic = `user/order/${newId()}`;
    const subscriptions = [`${topic}${offset}`];
    await givenTask(opened.database, workspaceId, { script: '{% result 1 %}', subscriptions });
    const event = anEvent(workspaceId, topic);
    await runner.route({ ...event, envelope: { ...event.envelope, source } });
    const [run] = await rowsOf(opened.database, 'task_runs', event.envelope.id);
    return { id: run!['id'] as Id, eventId: event.envelope.id };
  };
  const rowOf = async (eventId: Id) => (await rowsOf(opened.database, 'task_runs', eventId))[0]!;

  it('cancels what is open, says who did it and why, and leaves the rest alone', async () => {
    const open = await givenRun();
    const over = await givenRun();
    await runner.handle(runner.messages.pop()!);
    const other = await givenWorkspace(opened.database);

    expect(await commands.cancel(other, [open.id], BY)).toEqual([]);
    expect(await commands.cancel(workspaceId, [over.id, open.id], BY)).toEqual([open.id]);
    await runner.drain();

    const row = await rowOf(open.eventId);
    expect(row).toMatchObject({ state: 'cancelled', result: null });
    expect(JSON.parse(row['error'] as string)).toEqual({
      code: 'cancelled',
      message: BY.reason,
      details: BY,
    });
    expect(await rowOf(over.eventId)).toMatchObject({ state: 'succeeded' });
    expect(await rowsOf(opened.database, 'event_runs', open.eventId)).toMatchObject([
      { pending: 0, failed: 0 },
    ]);
  });

  it('tells those who wait that the run is cancelled', async () => {
    const { id } = await givenRun();
    await opened.database.execute(`update work set watchers = '{here,there}' where id = $1`, [id]);

    await commands.cancel(workspaceId, [id], BY);

    expect(published.map(({ queue }) => queue)).toEqual([replyTo('here'), replyTo('there')]);
    const { head, data } = decodeMessage(runFinished, published[0]!.body);
    expect(head).toEqual({ run_id: id, state: 'cancelled', open_actions: 0, has_result: true });
    expect(JSON.parse(data!.text)).toMatchObject({
      error: { name: 'Canceled', message: 'Job canceled: no longer wanted by ann' },
    });
  });

  it('stops the render of what has started', async () => {
    const { id } = await givenRun();
    await opened.database.execute(`update work set state = 'started' where id = $1`, [id]);

    await commands.cancel(workspaceId, [id], { ...BY, reason: null });

    expect(published).toMatchObject([{ queue: 'broadcast' }]);
    expect(await rowsOf(opened.database, 'work', (await rowFor(id)).eventId)).toEqual([]);
  });

  it('keeps when that has started', async () => {
    const { id, eventId } = await givenRun();
    const startedAt = new Date('2026-01-01T08:00:00.000Z');
    await opened.database.execute(
      `update work set state = 'started', started_at = $2 where id = $1`,
      [id, startedAt],
    );

    await commands.cancel(workspaceId, [id], BY);

    expect((await rowOf(eventId))['started_at']).toEqual(startedAt);
  });

  it('runs now what waits for its time, under the same id', async () => {
    const { id, eventId } = await givenRun('+1.hour');

    expect(await commands.runNow(workspaceId, id)).toBeUndefined();
    expect(published).toMatchObject([{ queue: 'task-runs.normal', id }]);
    expect(await commands.runNow(workspaceId, id)).toBe('it does not wait for a time');
    await runner.handle(published[0]!);

    expect(await rowOf(eventId)).toMatchObject({ id, state: 'succeeded' });
  });

  it('leaves what waits for no time, and the ticks of schedules', async () => {
    const due = await givenRun();
    const tick = await givenRun('+1.hour', 'scheduler');

    expect(await commands.runNow(workspaceId, due.id)).toBe('it does not wait for a time');
    expect(await commands.runNow(workspaceId, tick.id)).toContain('next tick of a schedule');
    expect(published).toEqual([]);
  });

  it('does not start again what was erased', async () => {
    const { id } = await givenRun();
    await commands.cancel(workspaceId, [id], BY);
    await opened.database.execute('update task_runs set erased_at = now() where id = $1', [id]);
    const runs = new RunCommands(opened.database, openLocalBus({ logger: silentLogger }));

    expect(await runs.retryTaskRun(workspaceId, id)).toMatchObject({
      code: 'not_retryable',
      message: 'a task run cannot be retried when its data is erased',
    });
  });

  const rowFor = async (id: Id) => {
    const [row] = await opened.database.query<{ eventId: Id }>(
      'select event_id as "eventId" from task_runs where id = $1',
      [id],
    );
    return row!;
  };
});

import { actionRunRequested, decodeMessage } from '@millwright/contracts';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import {
  EventStore,
  insertOpenEvents,
  type NewEvent,
  takeBackLost,
  workItemColumns,
  workMessage,
} from '@millwright/event';
import type { WorkItem } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { openLocalBus } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { silentLogger } from '@millwright/observability';
import { startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';
import { EventCommands } from './event-commands.ts';
import { RunCommands } from './run-commands.ts';

const TOPIC = 'user/order/created';
const IN_SEQUENCE = { perform_action_runs_in_sequence: true };
const HALTING = { ...IN_SEQUENCE, halt_action_run_sequence_on_error: true };

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('a command on runs on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let peer: HttpPeer;
  let status = 200;
  let workspaceId: Id;
  let commands: RunCommands;
  let eventCommands: EventCommands;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
    peer = await startHttpPeer(() => status);
    const bus = openLocalBus({ logger: silentLogger });
    commands = new RunCommands(opened.database, bus);
    eventCommands = new EventCommands(opened.database, new EventStore(opened.database), bus);
  });
  afterAll(async () => {
    await peer.close();
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    status = 200;
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  const post = (more = ''): string =>
    `{% action "http", method: "post", url: "${peer.url}", body: event.data ${more} %}`;
  const givenEvent = async (script: string, more = {}): Promise<NewEvent> => {
    await givenTask(opened.database, workspaceId, { script, subscriptions: [TOPIC], ...more });
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    return event;
  };
  /** Renders the event's task run, and keeps the messages of its action runs back. */
  const render = (): Promise<void> => runner.handle(runner.messages.shift()!);
  const actionsOf = async ({ envelope }: NewEvent) => {
    const reads = new EventReads(opened.database, new RunReads(opened.database));
    const { task_runs: runs } = (await reads.get(workspaceId, envelope.id))!;
    return runs.flatMap((run) => run.action_runs);
  };
  const statesOf = async (event: NewEvent) => (await actionsOf(event)).map((run) => run.status);
  const codesOf = async (event: NewEvent) =>
    (await actionsOf(event)).map(({ error }) =>
      error === null ? null : (JSON.parse(error.text) as { code: string }).code,
    );
  const handleDue = async (id: Id): Promise<void> => {
    const [item] = await opened.database.query<WorkItem>(
      `select ${workItemColumns} from work where id = $1 and state = 'due'`,
      [id],
    );
    await runner.handle(workMessage(item!));
  };
  const countsOf = async ({ envelope }: NewEvent) => {
    const [run] = await rowsOf(opened.database, 'event_runs', envelope.id);
    const work = await rowsOf(opened.database, 'work', envelope.id);
    const runs = [
      ...(await rowsOf(opened.database, 'task_runs', envelope.id)),
      ...(await rowsOf(opened.database, 'action_runs', envelope.id)),
    ];
    return {
      kept: [run!['pending'], run!['failed']],
      counted: [work.length, runs.filter(({ state }) => state === 'failed').length],
    };
  };
  const expectExactCounts = async (event: NewEvent): Promise<void> => {
    const { kept, counted } = await countsOf(event);
    expect(kept).toEqual(counted);
  };

  it('keeps the counts of the event exact through failure, retry and cancelling', async () => {
    status = 400;
    const event = await givenEvent(
      `${post(', error_on_4xx: true')}{% action "echo", __error: "no" %}`,
    );
    await expectExactCounts(event);
    await runner.drain();
    await expectExactCounts(event);

    const actions = await actionsOf(event);
    for (const { id, status: state } of actions) {
      if (state === 'failed') await commands.retryActionRun(workspaceId, id);
    }
    await expectExactCounts(event);
    await commands.cancelActionRun(workspaceId, actions[1]!.id);
    await expectExactCounts(event);
    await commands.retryActionRun(workspaceId, actions[1]!.id);
    await expectExactCounts(event);
    await eventCommands.cancelEvent(workspaceId, event.envelope.id);

    await expectExactCounts(event);
    expect((await countsOf(event)).kept).toEqual([0, 0]);
  });

  it('that comes twice at once is carried out once', async () => {
    const event = await givenEvent('{% action "echo", __error: "no" %}');
    await runner.drain();
    const [action] = await actionsOf(event);

    const retried = await Promise.all(
      [1, 2, 3].map(() => commands.retryActionRun(workspaceId, action!.id)),
    );
    await expectExactCounts(event);
    const cancelled = await Promise.all(
      [1, 2, 3].map(() => commands.cancelActionRun(workspaceId, action!.id)),
    );

    expect(retried.filter(({ ok }) => ok)).toHaveLength(1);
    expect(cancelled.filter(({ ok }) => ok)).toHaveLength(1);
    await expectExactCounts(event);
  });

  it('lets the next of a sequence go when one that was due is cancelled', async () => {
    const event = await givenEvent(`${post()}${post()}`, IN_SEQUENCE);
    await render();
    const [first] = await actionsOf(event);

    await commands.cancelActionRun(workspaceId, first!.id);

    expect(await statesOf(event)).toEqual(['cancelled', 'due']);
    await expectExactCounts(event);
  });

  it('halts the sequence behind a cancelled action where the task says so', async () => {
    const event = await givenEvent(`${post()}${post()}${post()}${post()}`, HALTING);
    await render();
    const [, , third] = await actionsOf(event);

    await commands.cancelActionRun(workspaceId, third!.id);

    expect(await statesOf(event)).toEqual(['due', 'unscheduled', 'cancelled', 'failed']);
    expect(await codesOf(event)).toEqual([null, null, 'cancelled', 'sequence_halted']);
    await expectExactCounts(event);

    await commands.cancelActionRun(workspaceId, (await actionsOf(event))[0]!.id);

    expect(await statesOf(event)).toEqual(['cancelled', 'failed', 'cancelled', 'failed']);
    await expectExactCounts(event);
  });

  it('has one action of a sequence under way at a time, also after a retry by hand', async () => {
    status = 400;
    const event = await givenEvent(
      `${post(', error_on_4xx: true')}{% action "echo", __error: "no" %}${post()}${post()}`,
      IN_SEQUENCE,
    );
    await render();
    status = 200;
    await runner.handle(runner.messages.shift()!);
    await runner.handle(runner.messages.shift()!);
    const [, failed, third] = await actionsOf(event);
    expect(third!.status).toBe('due');

    await commands.retryActionRun(workspaceId, failed!.id);
    await handleDue(failed!.id);
    expect((await statesOf(event)).slice(2)).toEqual(['due', 'unscheduled']);

    await handleDue(third!.id);
    expect((await statesOf(event)).slice(2)).toEqual(['succeeded', 'due']);
  });

  it('keeps the priority of the task for an action that is retried', async () => {
    const event = await givenEvent('{% action "echo", __error: "no" %}', { priority: 'high' });
    await runner.drain();
    const [action] = await actionsOf(event);

    await commands.retryActionRun(workspaceId, action!.id);

    expect((await rowsOf(opened.database, 'work', event.envelope.id))[0]).toMatchObject({
      priority: 0,
    });
  });

  it('starts a task run over without the logs of before', async () => {
    const event = await givenEvent('{% log "old" %}{% error "no" %}');
    await runner.drain();
    const [run] = await rowsOf(opened.database, 'task_runs', event.envelope.id);

    await commands.retryTaskRun(workspaceId, run!['id'] as Id);

    const [again] = await rowsOf(opened.database, 'task_runs', event.envelope.id);
    expect(again).toMatchObject({ state: 'due', logs: null, error: null });
  });

  it('is not undone by a runner that was stalled since before it', async () => {
    const event = await givenEvent(post(), { retry: { max_attempts: 1 } });
    await render();
    const request = decodeMessage(actionRunRequested, runner.messages.shift()!.body).head;
    const stalled = (await runner.actions.claim(request))!;
    await opened.database.execute(`update work set lease_until = now() - interval '1 s'`);
    const other = new TestRunner(opened.database, net);
    for (const item of await takeBackLost(opened.database, 10))
      await other.handle(workMessage(item));
    expect(await codesOf(event)).toEqual(['lost']);
    await commands.retryActionRun(workspaceId, request.run_id);
    await runner.actions.claim({ ...request, round: 1 });

    const outcome = await runner.actions.perform(stalled);

    expect(outcome).toMatchObject({ ok: false, error: { code: 'lost' } });
    expect(await statesOf(event)).toEqual(['started']);
    await other.close();
  });

  it('that cancels a started task run stops its render, and nothing of it is stored', async () => {
    const event = await givenEvent(
      '{% for i in (1..100000000) %}{% assign n = i %}{% endfor %}{% action "echo", 1 %}',
    );
    const startedAt = performance.now();
    const handled = render();
    const [run] = await until(async () => {
      const rows = await rowsOf(opened.database, 'work', event.envelope.id);
      return rows[0]?.['state'] === 'started' && rows;
    });
    const id = run!['id'] as Id;

    expect(await commands.cancelTaskRun(workspaceId, id)).toMatchObject({ ok: true });
    runner.tasks.stop({ run_id: id, round: 1 });
    runner.tasks.stop({ run_id: id, round: 0 });
    await handled;

    // Its time limit is 20 s.
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    const [cancelled] = await rowsOf(opened.database, 'task_runs', event.envelope.id);
    expect(cancelled).toMatchObject({ state: 'cancelled', task_version: null });
    expect(await actionsOf(event)).toEqual([]);
    await expectExactCounts(event);
  });

  it('that cancels a task run before it is claimed stops its render, too', async () => {
    const event = await givenEvent('{% for i in (1..100000000) %}{% assign n = i %}{% endfor %}');
    const [run] = await rowsOf(opened.database, 'work', event.envelope.id);
    await commands.cancelTaskRun(workspaceId, run!['id'] as Id);
    const startedAt = performance.now();

    await render();

    expect(performance.now() - startedAt).toBeLessThan(15_000);
    const [cancelled] = await rowsOf(opened.database, 'task_runs', event.envelope.id);
    expect(cancelled).toMatchObject({ state: 'cancelled', task_version: null });
  });

  it('that retries an event run matches the event again, by the tasks of now', async () => {
    const event: NewEvent = {
      ...anEvent(workspaceId, TOPIC),
      runAt: new Date(Date.now() + 3_600_000),
    };
    const { id } = event.envelope;
    await opened.database.transaction((tx) => insertOpenEvents(tx, [event]));
    expect(await commands.retryEventRun(workspaceId, id)).toMatchObject({ code: 'not_retryable' });
    await eventCommands.cancelEvent(workspaceId, id);
    expect(await rowsOf(opened.database, 'event_runs', id)).toMatchObject([{ state: 'cancelled' }]);
    await givenTask(opened.database, workspaceId, { script: '', subscriptions: [TOPIC] });

    expect(await commands.retryEventRun(workspaceId, id)).toMatchObject({ ok: true });
    await runner.routeStored(id);

    expect(await rowsOf(opened.database, 'task_runs', id)).toHaveLength(1);
    expect(await rowsOf(opened.database, 'event_runs', id)).toMatchObject([
      { state: 'succeeded', pending: 1, round: 1, error: null },
    ]);
    expect(await commands.retryEventRun(workspaceId, id)).toMatchObject({ code: 'not_retryable' });
    expect(await commands.retryEventRun(await givenWorkspace(opened.database), id)).toMatchObject({
      code: 'not_found',
    });
  });

  it('that cancels an event leaves its children alone', async () => {
    const event = await givenEvent(
      `${post()}{% action "event", topic: "user/child/made", run_at: 4102444800 %}`,
    );
    await render();

    const outcome = await eventCommands.cancelEvent(workspaceId, event.envelope.id);

    expect(outcome).toMatchObject({ done: { cancelled: 1 } });
    const children = await opened.database.query<{ state: string }>(
      `select w.state from events e join work w on w.event_id = e.id where e.parent_id = $1`,
      [event.envelope.id],
    );
    expect(children).toEqual([{ state: 'scheduled' }]);
  });

  it('that cancels runs tells nobody of errors', async () => {
    await givenTask(opened.database, workspaceId, {
      subscriptions: ['mechanic/errors/event', 'mechanic/errors/task', 'mechanic/errors/action'],
    });
    const event = await givenEvent(`${post()}`);
    const other = anEvent(workspaceId, TOPIC);
    await runner.route(other);
    await render();

    await commands.cancelActionRun(workspaceId, (await actionsOf(event))[0]!.id);
    await eventCommands.cancelEvent(workspaceId, other.envelope.id);

    const topics = await opened.database.query<{ topic: string }>(
      'select distinct topic from events where workspace_id = $1',
      [workspaceId],
    );
    expect(topics).toEqual([{ topic: TOPIC }]);
  });

  it('that cancels an event below which a task run is started leaves nothing open', async () => {
    const event = await givenEvent(post());
    await opened.database.execute(
      `update work set state = 'started', holder = 'somebody', lease_until = now() where event_id = $1`,
      [event.envelope.id],
    );

    const outcome = await eventCommands.cancelEvent(workspaceId, event.envelope.id);

    expect(outcome).toMatchObject({ done: { cancelled: 1 } });
    await expectExactCounts(event);
  });
});

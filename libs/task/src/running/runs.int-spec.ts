import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import {
  makeDue,
  type NewEvent,
  takeBackLost,
  type WorkItem,
  workItemColumns,
  workMessage,
} from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { openLocalBus } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { silentLogger } from '@millwright/observability';
import { startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { RunCommands } from '../commands/run-commands.ts';
import { TaskStore } from '../definitions/task.store.ts';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { anEvent, givenTask, givenWorkspace, saveTask } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';

const TOPIC = 'user/order/created';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('a task run on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let peer: HttpPeer;
  let status = 200;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
    peer = await startHttpPeer(() => status);
  });
  afterAll(async () => {
    await peer.close();
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    status = 200;
    peer.requests.length = 0;
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  const givenScript = (script: string, more = {}) =>
    givenTask(opened.database, workspaceId, { script, subscriptions: [TOPIC], ...more });
  const post = (more = ''): string =>
    `{% action "http", method: "post", url: "${peer.url}", body: event.data ${more} %}`;
  const reads = () => new EventReads(opened.database, new RunReads(opened.database));
  const shown = async ({ envelope }: NewEvent) => (await reads().get(workspaceId, envelope.id))!;

  it('performs what is all in the database at once, and leaves no work behind', async () => {
    await givenScript('{% log 1 %}{% action "echo", event.data %}{% result event.data.a %}');
    const event = anEvent(workspaceId, TOPIC, { data: '{"a":1.0}' });

    await runner.route(event);
    await runner.drain();

    const { status: eventStatus, task_runs: runs } = await shown(event);
    expect(eventStatus).toBe('succeeded');
    expect(runs[0]).toMatchObject({ status: 'succeeded', attempts: 1, error: null });
    expect(runs[0]!.result?.text).toBe('1.0');
    expect(runs[0]!.logs.text).toBe('[1]');
    expect(runs[0]!.action_runs[0]).toMatchObject({ status: 'succeeded', ok: true, index: 0 });
    expect(runs[0]!.action_runs[0]!.result?.text).toBe('{"a":1.0}');
    expect(await rowsOf(opened.database, 'work', event.envelope.id)).toEqual([]);
  });

  it('hands what goes outside to an action run, which keeps the event pending until it is done', async () => {
    await givenScript(post());
    const event = anEvent(workspaceId, TOPIC, { data: '{"n":12345678901234567890}' });

    await runner.route(event);
    await runner.handle(runner.messages.shift()!);
    expect((await shown(event)).status).toBe('pending');
    await runner.drain();

    expect((await shown(event)).status).toBe('succeeded');
    expect(peer.requests[0]!.body.toString()).toBe('{"n":12345678901234567890}');
  });

  it('that is handed over twice has its effects once', async () => {
    await givenScript(`{% action "cache", "incr", "n" %}${post()}`);
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    const [message] = runner.messages.splice(0);

    await Promise.all([runner.handle(message!), runner.handle(message!)]);
    await runner.handle(message!, { redelivered: true });
    await runner.drain();

    const actions = await rowsOf(opened.database, 'action_runs', event.envelope.id);
    expect(actions).toHaveLength(2);
    expect(peer.requests).toHaveLength(1);
    const [entry] = await opened.database.query<{ value: string }>(
      `select value from cache_entries where workspace_id = $1 and key = 'n'`,
      [workspaceId],
    );
    expect(entry!.value).toBe('1');
  });

  it('whose runner died is taken over by the message that comes again, as another attempt', async () => {
    await givenScript('{% action "echo", 1 %}');
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    await opened.database.execute(
      `update work set state = 'started', attempt = 1, holder = 'dead', lease_until = now() + interval '1 minute'
       where event_id = $1`,
      [event.envelope.id],
    );

    await runner.handle(runner.messages.shift()!, { redelivered: true });

    expect((await shown(event)).task_runs[0]).toMatchObject({ status: 'succeeded', attempts: 2 });
  });

  describe('after an attempt that came to nothing', () => {
    const EARLIER = '2026-01-01T08:00:00.000Z';
    const startOf = async (event: NewEvent) => (await shown(event)).task_runs[0]!.started_at;

    it.each(['{% result 1 %}', '{% error "no" %}'])(
      'has still the start of the first, rendering %s',
      async (script) => {
        await givenScript(script);
        const event = anEvent(workspaceId, TOPIC);
        await runner.route(event);
        await opened.database.execute('update task_runs set started_at = $2 where event_id = $1', [
          event.envelope.id,
          EARLIER,
        ]);

        await runner.drain();

        expect(await startOf(event)).toEqual(new Date(EARLIER));
      },
    );

    it('has it also when the runner died that made it', async () => {
      await givenScript('{% result 1 %}');
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      await opened.database.execute(
        `update work set state = 'started', attempt = 1, holder = 'dead', started_at = $2,
           lease_until = now() + interval '1 minute' where event_id = $1`,
        [event.envelope.id, EARLIER],
      );

      await runner.handle(runner.messages.shift()!, { redelivered: true });

      expect(await startOf(event)).toEqual(new Date(EARLIER));
    });
  });

  it('that has ended too many runners is given up, and says so', async () => {
    await givenScript(`{% action "echo", 1 %}${post()}`);
    const [task, action] = [anEvent(workspaceId, TOPIC), anEvent(workspaceId, TOPIC)];
    const died = (event: NewEvent) =>
      opened.database.execute('update work set attempt = 3 where event_id = $1', [
        event.envelope.id,
      ]);
    await runner.route(task);
    await died(task);
    await runner.handle(runner.messages.shift()!, { redelivered: true });
    await runner.route(action);
    await runner.handle(runner.messages.shift()!);
    await died(action);
    await runner.drain();

    const [run] = (await shown(task)).task_runs;
    const [, outside] = (await shown(action)).task_runs[0]!.action_runs;
    for (const given of [run!, outside!]) {
      expect(given.status).toBe('failed');
      expect(JSON.parse(given.error!.text)).toMatchObject({ code: 'lost' });
    }
    expect(peer.requests).toHaveLength(0);
  });

  it('of a task that was disabled or deleted meanwhile fails, and says so', async () => {
    const task = await givenScript('{% action "echo", 1 %}');
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    await saveTask(opened.database, workspaceId, task, { enabled: false, version: 1 });

    await runner.drain();

    const [run] = (await shown(event)).task_runs;
    expect(run!.status).toBe('failed');
    expect(JSON.parse(run!.error!.text)).toMatchObject({ code: 'task_disabled' });
    expect((await shown(event)).status).toBe('failed');
  });

  describe('whose task was disabled or deleted before its actions were performed', () => {
    const change = (task: Id, isDeleted: boolean): Promise<void> =>
      isDeleted
        ? opened.database.transaction(async (tx) => {
            await new TaskStore().remove(tx, workspaceId, task);
          })
        : saveTask(opened.database, workspaceId, task, { enabled: false, version: 1 });

    it.each([
      ['task_disabled', false],
      ['task_deleted', true],
    ])('has them fail with %s when they come due', async (code, isDeleted) => {
      const task = await givenScript(post());
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      await runner.handle(runner.messages.shift()!);
      await change(task, isDeleted);

      await runner.drain();

      const [action] = (await shown(event)).task_runs[0]!.action_runs;
      expect(action).toMatchObject({ status: 'failed', attempts: 1 });
      expect(JSON.parse(action!.error!.text)).toMatchObject({ code });
      expect(peer.requests).toEqual([]);
    });

    it('fails with task_deleted itself when it has not started', async () => {
      const task = await givenScript('');
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      await change(task, true);

      await runner.drain();

      const [run] = (await shown(event)).task_runs;
      expect(JSON.parse(run!.error!.text)).toMatchObject({ code: 'task_deleted' });
    });

    it('has one that is under way finish, and the failed come back by retry alone', async () => {
      const task = await givenScript(`${post()}${post()}`);
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      await runner.handle(runner.messages.shift()!);
      const [first, second] = runner.messages.splice(0);
      const handled = runner.handle(first!);
      await until(() => Promise.resolve(peer.requests.length === 1));
      await change(task, false);
      await handled;
      await runner.handle(second!);
      const states = async () =>
        (await shown(event)).task_runs[0]!.action_runs.map((run) => run.status);
      expect((await states()).sort()).toEqual(['failed', 'succeeded']);

      await saveTask(opened.database, workspaceId, task, { enabled: true, version: 1 });
      await runner.drain();
      expect((await states()).sort()).toEqual(['failed', 'succeeded']);
      const bus = openLocalBus({ logger: silentLogger });
      const failed = (await shown(event)).task_runs[0]!.action_runs.find(({ ok }) => !ok)!;
      await new RunCommands(opened.database, bus).retryActionRun(workspaceId, failed.id);
      const [item] = await opened.database.query<WorkItem>(
        `select ${workItemColumns} from work where id = $1`,
        [failed.id],
      );
      await runner.handle(workMessage(item!));

      expect(await states()).toEqual(['succeeded', 'succeeded']);
    });
  });

  it('that failed runs again by hand with the latest version, and its event is mended', async () => {
    const task = await givenScript('{% error "no" %}');
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    await runner.drain();
    const [failed] = (await shown(event)).task_runs;
    const commands = new RunCommands(opened.database, openLocalBus({ logger: silentLogger }));

    await saveTask(opened.database, workspaceId, task, {
      enabled: true,
      version: 2,
      subscriptions: [TOPIC],
      script: '{% action "echo", 2 %}',
    });
    const retried = await commands.retryTaskRun(workspaceId, failed!.id);
    const due = await opened.database.query<Parameters<typeof workMessage>[0]>(
      `select kind, id, workspace_id as "workspaceId", event_id as "eventId", task_id as "taskId", priority, round
       from work where id = $1`,
      [failed!.id],
    );
    await runner.handle(workMessage(due[0]!));

    expect(retried.ok).toBe(true);
    expect(await shown(event)).toMatchObject({
      status: 'succeeded',
      task_runs: [{ status: 'succeeded', error: null, action_runs: [{ status: 'succeeded' }] }],
    });
    expect(await commands.retryTaskRun(workspaceId, failed!.id)).toMatchObject({
      code: 'not_retryable',
    });
  });

  it('is not to be touched by another Workspace', async () => {
    await givenScript('{% error "no" %}');
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    await runner.drain();
    const [run] = (await shown(event)).task_runs;
    const other = await givenWorkspace(opened.database);
    const commands = new RunCommands(opened.database, openLocalBus({ logger: silentLogger }));

    expect(await commands.retryTaskRun(other, run!.id)).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    expect(await new RunReads(opened.database).taskRun(other, run!.id)).toBeUndefined();
    expect(await reads().get(other, event.envelope.id)).toBeUndefined();
  });

  describe('whose action fails for now', () => {
    const retryAll = async (event: NewEvent): Promise<void> => {
      await opened.database.execute(
        `update work set run_at = now() where event_id = $1 and state = 'scheduled'`,
        [event.envelope.id],
      );
      for (const item of await makeDue(opened.database, 100))
        await runner.handle(workMessage(item));
    };

    it('waits for its next attempt, and succeeds with the same idempotency key', async () => {
      status = 503;
      await givenScript(post(', error_on_5xx: true'));
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      await runner.drain();
      expect((await shown(event)).task_runs[0]!.action_runs[0]).toMatchObject({
        status: 'scheduled',
        attempts: 1,
      });

      status = 200;
      await retryAll(event);

      expect((await shown(event)).task_runs[0]!.action_runs[0]).toMatchObject({
        status: 'succeeded',
        attempts: 2,
      });
      const keys = peer.requests.map(({ headers }) => headers['idempotency-key']);
      expect(new Set(keys).size).toBe(1);
      expect(keys).toHaveLength(2);
    });

    it('fails for good after the last attempt, and keeps what came back', async () => {
      status = 500;
      await givenScript(post(', error_on_5xx: true'));
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      await runner.drain();

      await retryAll(event);
      await retryAll(event);

      const [action] = (await shown(event)).task_runs[0]!.action_runs;
      expect(action).toMatchObject({ status: 'failed', attempts: 3, ok: false });
      expect(JSON.parse(action!.error!.text)).toMatchObject({ code: 'remote_unavailable' });
      expect(JSON.parse(action!.result!.text)).toMatchObject({ status: 500 });
      expect((await shown(event)).status).toBe('failed');
    });
  });

  it('whose action takes longer than it may is broken off, and tried again', async () => {
    const silent = await startHttpPeer(() => undefined);
    const impatient = new TestRunner(opened.database, net, {}, undefined, {
      actionTimeLimitMs: 200,
    });
    await givenScript(`{% action "http", method: "get", url: "${silent.url}" %}`);
    const event = anEvent(workspaceId, TOPIC);
    await impatient.route(event);

    await impatient.drain();

    const [action] = (await shown(event)).task_runs[0]!.action_runs;
    expect(action).toMatchObject({ status: 'scheduled', attempts: 1 });
    expect(JSON.parse(action!.error!.text)).toMatchObject({ code: 'timeout' });
    await impatient.close();
    await silent.close();
  });

  it('whose action was in the hands of a runner that died is due again when the lease has ended', async () => {
    await givenScript(post());
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    await runner.handle(runner.messages.shift()!);
    const [message] = runner.messages.splice(0);
    await opened.database.execute(
      `update work set state = 'started', attempt = 1, holder = 'dead', lease_until = now() - interval '1 second'
       where event_id = $1`,
      [event.envelope.id],
    );
    await runner.handle(message!);
    expect(peer.requests).toHaveLength(0);

    for (const item of await takeBackLost(opened.database, 10))
      await runner.handle(workMessage(item));

    expect((await shown(event)).task_runs[0]!.action_runs[0]).toMatchObject({
      status: 'succeeded',
      attempts: 2,
    });
  });

  describe('in sequence', () => {
    it('performs one action after another, in the order they were rendered', async () => {
      await givenScript(`{% action "echo", 1 %}${post()}{% action "echo", 3 %}${post()}`, {
        perform_action_runs_in_sequence: true,
      });
      const event = anEvent(workspaceId, TOPIC);

      await runner.route(event);
      await runner.handle(runner.messages.shift()!);
      const states = (await shown(event)).task_runs[0]!.action_runs.map((run) => run.status);
      await runner.drain();

      expect(states).toEqual(['succeeded', 'due', 'unscheduled', 'unscheduled']);
      expect(await shown(event)).toMatchObject({
        status: 'succeeded',
        task_runs: [{ action_runs: Array(4).fill({ status: 'succeeded' }) }],
      });
    });

    it('halts at the first that fails for good, when the task says so', async () => {
      await givenScript(`${post()}{% action "echo", __error: "no" %}${post()}`, {
        perform_action_runs_in_sequence: true,
        halt_action_run_sequence_on_error: true,
      });
      const event = anEvent(workspaceId, TOPIC);

      await runner.route(event);
      await runner.drain();

      const actions = (await shown(event)).task_runs[0]!.action_runs;
      expect(actions.map((run) => run.status)).toEqual(['succeeded', 'failed', 'failed']);
      expect(JSON.parse(actions[2]!.error!.text)).toMatchObject({ code: 'sequence_halted' });
      expect(peer.requests).toHaveLength(1);
      expect(await rowsOf(opened.database, 'event_runs', event.envelope.id)).toMatchObject([
        { pending: 0, failed: 2 },
      ]);
    });
  });

  it('cancelled by hand is final, and what its runner still brings is dropped', async () => {
    await givenScript(`{% action "echo", 1 %}`);
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    const commands = new RunCommands(opened.database, openLocalBus({ logger: silentLogger }));
    const [run] = (await shown(event)).task_runs;

    await commands.cancelTaskRun(workspaceId, run!.id);
    await runner.drain();

    expect(await shown(event)).toMatchObject({
      status: 'succeeded',
      task_runs: [{ status: 'cancelled', action_runs: [] }],
    });
  });
});

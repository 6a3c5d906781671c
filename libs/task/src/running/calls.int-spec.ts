import {
  encodeMessage,
  decodeMessage,
  runFinished,
  runStarted,
  taskCalled,
  type TaskCalled,
} from '@millwright/contracts';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { takeBackEverything } from '@millwright/event';
import { CALL_SOURCE, CALL_TOPIC, storeCalls, watchActions, type NewCall } from '@millwright/job';
import { childIdOf, newId, RawJson, type Id } from '@millwright/kernel';
import { replyTo } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { until } from '@millwright/testing';
import { givenTask, givenWorkspace, saveTask } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';

const ADDRESS = 'the-ingress-that-waits';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('a call of a task, on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp();
    workspaceId = await givenWorkspace(opened.database);
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(() => {
    runner = new TestRunner(opened.database, net);
  });
  afterEach(() => runner.close());

  const callOf = (taskId: Id, changes: Partial<NewCall> = {}): NewCall => {
    const eventId = newId();
    return {
      runId: childIdOf(eventId, 'call'),
      event: {
        envelope: {
          id: eventId,
          workspace_id: workspaceId,
          topic: CALL_TOPIC,
          source: CALL_SOURCE,
          created_at: new Date().toISOString(),
          webhook_id: null,
          provider: null,
          provider_event: null,
          request_id: null,
          parent_id: null,
          replay_of: null,
          task_ids: [taskId],
        },
        data: new RawJson('{"a":1.0}'),
      },
      taskId,
      taskPath: `f/tasks/${taskId}`,
      taskVersion: 1,
      isPinned: false,
      facts: {
        owner: 'admin',
        token_id: null,
        label: null,
        tag: 'default',
        parent_job: null,
        root_job: null,
        is_hidden: false,
        is_preprocessed: false,
        priority: 1,
        lane: null,
        waits_for_actions: false,
      },
      jobId: null,
      runAt: new Date(),
      isScheduled: false,
      replyTo: ADDRESS,
      ...changes,
    };
  };
  const messageOf = (call: NewCall, stored = false) => {
    const head: TaskCalled = {
      run_id: call.runId,
      round: 0,
      workspace_id: workspaceId,
      event_id: call.event.envelope.id,
      task_id: call.taskId,
      task_path: call.taskPath,
      task_version: call.taskVersion,
      is_pinned: call.isPinned,
      stored,
      event: call.event.envelope,
      ...(call.replyTo !== null && { reply_to: call.replyTo }),
      call: call.facts,
    };
    const body = encodeMessage(taskCalled, head, call.event.data);
    return { queue: 'calls' as const, id: call.runId, body };
  };
  /** Hands a call over, and everything that comes of it. */
  const perform = async (
    call: NewCall,
    options: { stored?: boolean; redelivered?: boolean } = {},
  ) => {
    await runner.handle(messageOf(call, options.stored), {
      redelivered: options.redelivered ?? false,
    });
    await runner.drain();
  };
  const runOf = async ({ event }: NewCall) =>
    (await rowsOf(opened.database, 'task_runs', event.envelope.id))[0];
  const eventRunOf = async ({ event }: NewCall) =>
    (await rowsOf(opened.database, 'event_runs', event.envelope.id))[0];
  const workOf = ({ event }: NewCall) => rowsOf(opened.database, 'work', event.envelope.id);
  const ends = () =>
    runner.replies
      .filter(({ body }) => body.includes(runFinished.type))
      .map(({ queue, body }) => ({ queue, ...decodeMessage(runFinished, body) }));

  it('is stored with its result at its end, and who waits is told of it', async () => {
    const call = callOf(
      await givenTask(opened.database, workspaceId, { script: '{% result event.data.a %}' }),
    );

    await perform(call);

    expect(await runOf(call)).toMatchObject({
      id: call.runId,
      state: 'succeeded',
      result: '1.0',
      attempts: 1,
      subscription: CALL_TOPIC,
      caller: 'admin',
      tag: 'default',
      worker: runner.instanceId,
    });
    expect(await eventRunOf(call)).toMatchObject({ state: 'succeeded', pending: 0, failed: 0 });
    expect(await workOf(call)).toEqual([]);
    expect(ends()).toEqual([
      {
        queue: replyTo(ADDRESS),
        head: { run_id: call.runId, state: 'succeeded', open_actions: 0, has_result: true },
        data: new RawJson('1.0'),
      },
    ]);
  });

  it('performs its actions as any run does', async () => {
    const script = '{% action "echo", event.data %}{% result "done" %}';
    const call = callOf(await givenTask(opened.database, workspaceId, { script }));

    await perform(call);

    const [action] = await rowsOf(opened.database, 'action_runs', call.event.envelope.id);
    expect(action).toMatchObject({ type: 'echo', state: 'succeeded', task_run_id: call.runId });
    expect(await eventRunOf(call)).toMatchObject({ pending: 0, failed: 0 });
  });

  it('fails with a result that says why', async () => {
    const call = callOf(
      await givenTask(opened.database, workspaceId, { script: '{% error "no" %}' }),
    );

    await perform(call);

    expect(await runOf(call)).toMatchObject({ state: 'failed', result: null });
    expect(await eventRunOf(call)).toMatchObject({ pending: 0, failed: 1 });
    const [{ head, data }] = ends() as [ReturnType<typeof ends>[number]];
    expect(head.state).toBe('failed');
    expect(JSON.parse(data!.text)).toMatchObject({ error: { name: 'TaskError', message: 'no' } });
  });

  it('fails by its own result, with none of its actions', async () => {
    const result = '{"wm_failure": "sold out", "wm_status_code": 409, "wm_labels": ["shop"]}';
    const script = `{% action "echo", 1 %}{% result %}${result}{% endresult %}`;
    const call = callOf(await givenTask(opened.database, workspaceId, { script }));

    await perform(call);

    const row = await runOf(call);
    expect(row).toMatchObject({ state: 'failed', labels: ['shop'] });
    expect(JSON.parse(row!['result'] as string)).toMatchObject({
      wm_status_code: 409,
      error: { name: 'WmFailure', message: 'sold out' },
    });
    expect(await rowsOf(opened.database, 'action_runs', call.event.envelope.id)).toEqual([]);
  });

  it('is rendered in the version that was asked for, also after later saves', async () => {
    const { database } = opened;
    const taskId = await givenTask(database, workspaceId, { script: '{% result 1 %}' });
    await saveTask(database, workspaceId, taskId, {
      enabled: true,
      version: 2,
      script: '{% result 2 %}',
    });
    const pinned = callOf(taskId, { isPinned: true });
    const latest = callOf(taskId);

    await perform(pinned);
    await perform(latest);

    expect(await runOf(pinned)).toMatchObject({ task_version: 1, result: '1', pinned_version: 1 });
    expect(await runOf(latest)).toMatchObject({
      task_version: 2,
      result: '2',
      pinned_version: null,
    });
  });

  it('comes to one run however often its message comes, and each time who waits is told', async () => {
    const call = callOf(
      await givenTask(opened.database, workspaceId, {
        script: '{% action "echo", 1 %}{% result 1 %}',
      }),
    );

    await Promise.all([perform(call), perform(call)]);
    await perform(call, { redelivered: true });

    expect(await rowsOf(opened.database, 'task_runs', call.event.envelope.id)).toHaveLength(1);
    expect(await rowsOf(opened.database, 'action_runs', call.event.envelope.id)).toHaveLength(1);
    expect(await eventRunOf(call)).toMatchObject({ pending: 0 });
    expect(ends().map(({ data }) => data?.text)).toEqual(['1', '1']);
  });

  it('is written as started when it takes its time, and its start is told', async () => {
    const script = '{% for i in (1..3000000) %}{% assign x = i %}{% endfor %}{% result 1 %}';
    const call = callOf(await givenTask(opened.database, workspaceId, { script }));

    const performing = perform(call);
    await until(async () => (await workOf(call))[0]?.['state'] === 'started');
    await performing;

    const kinds = runner.replies.map(({ body }) =>
      body.includes(runStarted.type) ? 'start' : 'end',
    );
    expect(kinds).toEqual(['start', 'end']);
    expect(await workOf(call)).toEqual([]);
    expect((await runOf(call))?.['state']).toMatch(/succeeded|failed/);
  });

  it('of which the ingress has stored the rows meanwhile is finished there', async () => {
    const call = callOf(
      await givenTask(opened.database, workspaceId, { script: '{% result 1 %}' }),
    );
    await storeCalls(opened.database, [call]);

    await perform(call);

    expect(await runOf(call)).toMatchObject({ state: 'succeeded', result: '1' });
    expect(await eventRunOf(call)).toMatchObject({ pending: 0 });
    expect(await workOf(call)).toEqual([]);
    expect(ends()).toHaveLength(1);
  });

  it('that its runner left half done is taken over, and who waits is told by the rows', async () => {
    const call = callOf(
      await givenTask(opened.database, workspaceId, { script: '{% result 1 %}' }),
    );
    await storeCalls(opened.database, [call]);
    await opened.database.execute(
      `update work set state = 'started', attempt = 1, holder = 'gone', lease_until = now() where id = $1`,
      [call.runId],
    );

    await perform(call, { redelivered: true });

    expect(await runOf(call)).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect(ends()).toHaveLength(1);
    await takeBackEverything(opened.database);
  });

  it('keeps telling the same one after an automatic retry', async () => {
    const call = callOf(
      await givenTask(opened.database, workspaceId, { script: '{% result 1 %}' }),
    );
    await storeCalls(opened.database, [call]);
    await opened.database.execute(
      `update work set state = 'scheduled', attempt = 1 where id = $1`,
      [call.runId],
    );

    const [row] = await workOf(call);

    expect(row).toMatchObject({ watchers: [ADDRESS], pinned_version: null });
  });

  it('runs nothing of a task that is disabled or deleted', async () => {
    const disabled = callOf(
      await givenTask(opened.database, workspaceId, { script: '{% result 1 %}', enabled: false }),
    );
    const deleted = callOf(newId());

    await perform(disabled);
    await perform(deleted);

    expect(JSON.parse((await runOf(disabled))!['error'] as string)).toMatchObject({
      code: 'task_disabled',
    });
    expect(JSON.parse((await runOf(deleted))!['error'] as string)).toMatchObject({
      code: 'task_deleted',
    });
  });

  it('reaches no other task that subscribes to its topic, also when it is replayed', async () => {
    const { database } = opened;
    const called = await givenTask(database, workspaceId, { script: '{% result 1 %}' });
    await givenTask(database, workspaceId, { subscriptions: [CALL_TOPIC] });
    const { event } = callOf(called);

    await runner.route({ ...event, request: null });
    await runner.drain();

    const runs = await rowsOf(database, 'task_runs', event.envelope.id);
    expect(runs).toMatchObject([{ task_id: called, state: 'succeeded' }]);
  });

  it('tells who joins its caller to wait for its actions', async () => {
    const script = '{% action "http", method: "get", url: "http://127.0.0.1:9/" %}{% result 1 %}';
    const taskId = await givenTask(opened.database, workspaceId, {
      script,
      retry: { max_attempts: 1, delays_seconds: [1] },
    });
    const call = callOf(taskId, { replyTo: null });
    await runner.handle(messageOf(call));

    await watchActions(opened.database, call.runId, ADDRESS);
    await runner.drain();

    expect(ends().map(({ queue, head }) => [queue, head.actions_ended])).toEqual([
      [replyTo(ADDRESS), true],
    ]);
  });

  it('tells who waits for its actions when the last of them is final', async () => {
    const script = '{% action "http", method: "get", url: "http://127.0.0.1:9/" %}{% result 1 %}';
    const taskId = await givenTask(opened.database, workspaceId, {
      script,
      retry: { max_attempts: 1, delays_seconds: [1] },
    });
    const call = callOf(taskId);
    const waiting = { ...call, facts: { ...call.facts, waits_for_actions: true } };

    await perform(waiting);

    expect(ends().map(({ head }) => [head.open_actions, head.actions_ended ?? false])).toEqual([
      [1, false],
      [0, true],
    ]);
  });
});

import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { EventStore, insertOpenEvents, type NewEvent, workMessage } from '@millwright/event';
import { systemClock, type Id } from '@millwright/kernel';
import { defaultRenderLimits } from '@millwright/liquid';
import { OutboundHttp } from '@millwright/net';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { EventRouter } from '../routing/event-router.ts';
import { TaskIndex } from '../routing/task-index.ts';
import { ChildEventStore } from '../running/child-event.store.ts';
import { ErrorEvents } from '../running/error-events.ts';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';
import { TestValues } from '../testing/test-values.ts';
import { testWorkspaces } from '../testing/test-workspaces.ts';
import { EventFilterStore } from './event-filter.store.ts';
import { FilterIndex } from './filter-index.ts';
import { FiltersChanged } from './filter-verdict.ts';

const TOPIC = 'user/order/created';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('an event filter on %s', (_name, open) => {
  const filters = new EventFilterStore();
  let opened: TestDatabase;
  let net: OutboundHttp;
  let values: TestValues;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp({});
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    values = new TestValues();
    runner = new TestRunner(opened.database, net, {}, values);
    workspaceId = await givenWorkspace(opened.database);
    await givenTask(opened.database, workspaceId, {
      script: '{% action "echo", 1 %}',
      subscriptions: [TOPIC, 'mechanic/user/trigger'],
    });
  });
  afterEach(() => runner.close());

  const givenFilter = async (template: string, name = 'Only large ones', enabled = true) => {
    const made = await opened.database.transaction((tx) =>
      filters.create(tx, workspaceId, { name, template, enabled }),
    );
    return made!.id;
  };
  const routed = async (event: NewEvent) => {
    await runner.route(event);
    await runner.drain();
    return shown(event);
  };
  const shown = async ({ envelope }: Pick<NewEvent, 'envelope'>) =>
    (await new EventReads(opened.database, new RunReads(opened.database)).get(
      workspaceId,
      envelope.id,
    ))!;

  it('stops an event by printing false, and is named by it', async () => {
    await givenFilter('{% if event.data.total > 10 %}{% else %}  false\n{% endif %}');

    const stopped = await routed(anEvent(workspaceId, TOPIC, { data: '{"total":5}' }));
    const passed = await routed(anEvent(workspaceId, TOPIC, { data: '{"total":50}' }));

    expect(stopped).toMatchObject({
      status: 'succeeded',
      filtered_by: 'Only large ones',
      task_runs: [],
      run: { status: 'succeeded', error: null },
    });
    expect(passed).toMatchObject({ filtered_by: null, task_runs: [{ status: 'succeeded' }] });
  });

  it('sees event, shop, workspace, cache and globals, and no secrets', async () => {
    values.globals = { limit: 3 };
    values.secrets.set('key', 'value');
    await givenFilter(
      `{% if event.topic == "${TOPIC}" and shop.name == "Shop" and workspace.name == "Shop" and globals.limit == 3
         and secrets == nil and cache.nothing == nil %}false{% endif %}`,
    );

    expect(await routed(anEvent(workspaceId, TOPIC))).toMatchObject({
      filtered_by: 'Only large ones',
    });
  });

  it.each(['', 'true', 'FALSE', 'false!', '{{ false }} {{ false }}'])(
    'lets an event pass when it prints %j',
    async (template) => {
      await givenFilter(template);

      expect((await routed(anEvent(workspaceId, TOPIC))).task_runs).toHaveLength(1);
    },
  );

  it('is asked in the order of names, and the first that stops is the last', async () => {
    await givenFilter('false', 'b');
    await givenFilter('{{ 1 | divided_by: 0 }}', 'c');
    await givenFilter('', 'a');

    expect((await routed(anEvent(workspaceId, TOPIC))).filtered_by).toBe('b');
  });

  it('counts from the next event on when it is made, changed, disabled or deleted', async () => {
    const by = async () => (await routed(anEvent(workspaceId, TOPIC))).filtered_by;
    const { database } = opened;
    expect(await by()).toBeNull();
    const id = await givenFilter('false', 'one');
    expect(await by()).toBe('one');
    await database.transaction((tx) => filters.update(tx, workspaceId, id, { name: 'two' }));
    expect(await by()).toBe('two');
    await database.transaction((tx) => filters.update(tx, workspaceId, id, { enabled: false }));
    expect(await by()).toBeNull();
    await database.transaction((tx) => filters.update(tx, workspaceId, id, { enabled: true }));
    expect(await by()).toBe('two');
    await database.transaction((tx) => filters.delete(tx, workspaceId, id));
    expect(await by()).toBeNull();
  });

  it('is not asked about events of another Workspace, nor about private ones', async () => {
    await givenFilter('false');
    const other = await givenWorkspace(opened.database);
    const foreign = anEvent(other, TOPIC);
    const [task] = await opened.database.query<{ id: Id }>(
      'select id from tasks where workspace_id = $1',
      [workspaceId],
    );

    await runner.route(foreign);
    const byHand = await routed(
      anEvent(workspaceId, 'mechanic/user/trigger', { taskIds: [task!.id] }),
    );

    const [run] = await rowsOf(opened.database, 'event_runs', foreign.envelope.id);
    expect(run!['filtered_by']).toBeNull();
    expect(byHand).toMatchObject({ filtered_by: null, task_runs: [{ status: 'succeeded' }] });
  });

  it('is asked about committed events of which only the id comes', async () => {
    await givenFilter('{% if event.data.a == 1 %}false{% endif %}');
    const event = anEvent(workspaceId, TOPIC, { data: '{"a":1}' });
    await opened.database.transaction((tx) => insertOpenEvents(tx, [event]));

    const { id } = event.envelope;
    const item = {
      kind: 'event' as const,
      id,
      workspaceId,
      eventId: id,
      taskId: null,
      pinnedVersion: null,
    };
    await runner.handle(workMessage({ ...item, priority: 1, round: 0 }));

    expect(await shown(event)).toMatchObject({ filtered_by: 'Only large ones', task_runs: [] });
    expect(await rowsOf(opened.database, 'work', id)).toEqual([]);
  });

  it('fails the event when it fails itself, and tells the tasks that handle errors, once', async () => {
    const filterId = await givenFilter('{{ 1 | divided_by: 0 }}', 'Broken');
    const handler = await givenTask(opened.database, workspaceId, {
      script: '{% log error %}',
      subscriptions: ['mechanic/errors/event', 'mechanic/errors/task'],
    });
    await givenTask(opened.database, workspaceId, {
      subscriptions: ['mechanic/errors/event', 'user/else/where'],
    });
    const event = anEvent(workspaceId, TOPIC);

    await runner.route(event);
    await runner.route(event);
    await opened.database.transaction((tx) =>
      filters.update(tx, workspaceId, filterId, { enabled: false }),
    );
    await runner.drain();

    const failed = await shown(event);
    expect(failed).toMatchObject({ status: 'failed', task_runs: [], run: { status: 'failed' } });
    expect(JSON.parse(failed.run.error!.text)).toMatchObject({ code: 'filter_failed' });
    expect(failed.children).toMatchObject([{ topic: 'mechanic/errors/event' }]);
    const child = await shown({ envelope: { ...event.envelope, id: failed.children[0]!.id } });
    expect(child).toMatchObject({ source: 'system', parent_id: event.envelope.id });
    expect(child.task_runs.map(({ task_id }) => task_id)).toEqual([handler]);
    expect(JSON.parse(child.task_runs[0]!.logs.text)).toMatchObject([
      {
        message: expect.stringContaining('the event filter "Broken" failed'),
        event: { id: event.envelope.id, topic: TOPIC, run: { ok: false } },
        filter: { id: filterId, name: 'Broken' },
      },
    ]);
  });

  it('that does not end is stopped after two seconds, and fails the event', async () => {
    await givenFilter('{% for i in (1..1000000000) %}{% endfor %}', 'Endless');

    const { run } = await routed(anEvent(workspaceId, TOPIC));

    expect(JSON.parse(run.error!.text)).toMatchObject({
      code: 'filter_failed',
      message: expect.stringMatching(/"Endless" failed: .*2000|2 s|2,000/),
    });
  });

  it('may take no more than a script of its Workspace', async () => {
    const renderLimits = { ...defaultRenderLimits, outputBytes: 10 };
    const limited = new TestRunner(opened.database, net, { renderLimits }, values);
    await givenFilter('eleven byte', 'Long');
    const event = anEvent(workspaceId, TOPIC);

    await limited.route(event);
    await limited.close();

    expect(JSON.parse((await shown(event)).run.error!.text)).toMatchObject({
      code: 'filter_failed',
      message: expect.stringContaining('setting render_limits.output_bytes'),
    });
  });

  it('holds up only the events that it is asked about', async () => {
    await givenFilter('{% for i in (1..1000000000) %}{% endfor %}', 'Endless');
    const other = await givenWorkspace(opened.database);
    const [slow, quick] = [anEvent(workspaceId, TOPIC), anEvent(other, TOPIC)];
    const order: string[] = [];
    await runner.route(anEvent(other, TOPIC));

    const first = runner.route(slow).then(() => order.push('slow'));
    await runner.route(quick).then(() => order.push('quick'));
    await first;

    expect(order).toEqual(['quick', 'slow']);
  });

  it('that is written while events are routed is asked about each of them all the same', async () => {
    const events = Array.from({ length: 20 }, () => anEvent(workspaceId, TOPIC));

    const [, ...routing] = [givenFilter('false'), ...events.map((event) => runner.route(event))];
    await Promise.all(routing);
    const late = anEvent(workspaceId, TOPIC);
    await runner.route(late);
    await runner.drain();

    for (const event of events) {
      const { status, filtered_by: by, task_runs: runs } = await shown(event);
      expect([status, runs.length]).toEqual(['succeeded', by === null ? 1 : 0]);
    }
    expect((await shown(late)).filtered_by).toBe('Only large ones');
  });

  it('that was not asked keeps its event from being routed at all', async () => {
    const index = new FilterIndex();
    const events = new EventStore(opened.database);
    const workspaces = testWorkspaces();
    const children = new ChildEventStore(() => Promise.resolve(), systemClock, workspaces);
    const errors = new ErrorEvents(children);
    const parts = [opened.database, events, new TaskIndex(), workspaces, systemClock] as const;
    const router = new EventRouter(...parts, { index, errors });
    await givenFilter('false');
    const event = anEvent(workspaceId, TOPIC);
    const { envelope, data } = event;

    const routing = router.route([
      { eventId: envelope.id, stored: false, event: envelope, data, request: null },
    ]);

    await expect(routing).rejects.toThrow(FiltersChanged);
    expect(await rowsOf(opened.database, 'event_runs', envelope.id)).toEqual([]);
    expect(await rowsOf(opened.database, 'task_runs', envelope.id)).toEqual([]);
  });
});

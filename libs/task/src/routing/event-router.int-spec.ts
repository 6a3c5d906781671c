import { jest } from '@jest/globals';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { EventStore, insertOpenEvents, type NewEvent } from '@millwright/event';
import { systemClock, type Id } from '@millwright/kernel';
import { anEvent, givenTask, givenWorkspace, saveTask } from '../testing/given.ts';
import { testWorkspaces } from '../testing/test-workspaces.ts';
import { BatchRouter } from './batch-router.ts';
import { EventRouter } from './event-router.ts';
import type { EventToRoute } from './event-to-route.ts';
import { TaskIndex } from './task-index.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('the event router on %s', (_name, open) => {
  let opened: TestDatabase;
  let router: EventRouter;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    const { database } = opened;
    const events = new EventStore(database);
    router = new EventRouter(database, events, new TaskIndex(), testWorkspaces(), systemClock);
    workspaceId = await givenWorkspace(database);
  });

  const fromBroker = ({ envelope, data, request }: NewEvent): EventToRoute => ({
    eventId: envelope.id,
    stored: false,
    event: envelope,
    data,
    request,
  });
  const hint = ({ envelope }: NewEvent): EventToRoute => ({
    eventId: envelope.id,
    stored: true,
    event: undefined,
    data: undefined,
    request: null,
  });
  const rows = (table: string, eventId: Id) =>
    opened.database.query<Record<string, unknown>>(
      `select * from ${table} where ${table === 'events' || table === 'event_runs' ? 'id' : 'event_id'} = $1`,
      [eventId],
    );

  it('makes a task run for each subscription, and counts them as pending', async () => {
    const topic = 'user/order/created';
    await givenTask(opened.database, workspaceId, { subscriptions: [topic, `${topic}+1.minute`] });
    await givenTask(opened.database, workspaceId, { subscriptions: [topic], priority: 'high' });
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/order/deleted'] });
    const event = anEvent(workspaceId, topic);

    const { messages, taskRuns } = await router.route([fromBroker(event)]);

    expect(taskRuns).toBe(3);
    expect(messages.map(({ queue }) => queue).sort()).toEqual([
      'task-runs.high',
      'task-runs.normal',
    ]);
    const work = await rows('work', event.envelope.id);
    expect(work.map(({ state }) => state).sort()).toEqual(['due', 'due', 'scheduled']);
    const [run] = await rows('event_runs', event.envelope.id);
    expect(run).toMatchObject({ state: 'succeeded', pending: 3, failed: 0, attempts: 1 });
    expect((await rows('events', event.envelope.id))[0]?.['data']).toBe('{"a":1.0}');
  });

  it('inserts nothing twice when a message comes again, in one batch or later', async () => {
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/a/b'] });
    const event = anEvent(workspaceId, 'user/a/b');

    await router.route([fromBroker(event), fromBroker(event)]);
    const again = await router.route([fromBroker(event)]);

    expect(again).toMatchObject({ events: [], taskRuns: 0, messages: [] });
    expect(await rows('task_runs', event.envelope.id)).toHaveLength(1);
    expect((await rows('event_runs', event.envelope.id))[0]).toMatchObject({ pending: 1 });
  });

  it('takes one statement for new events once it knows the configuration', async () => {
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/a/b'] });
    const transaction = jest.spyOn(opened.database, 'transaction');
    const routed = async (): Promise<unknown[]> => {
      transaction.mockClear();
      const events = [anEvent(workspaceId, 'user/a/b'), anEvent(workspaceId, 'user/c/d')];
      const { messages, taskRuns } = await router.route(events.map(fromBroker));
      const [id, other] = events.map(({ envelope }) => envelope.id);
      const ends = [await rows('event_runs', id!), await rows('event_runs', other!)].flat();
      return [
        transaction.mock.calls.length,
        { taskRuns, messages: messages.length, work: (await rows('work', id!)).length },
        ends.map(({ state, pending, attempts }) => ({ state, pending, attempts })),
      ];
    };

    const [steps, ...first] = await routed();
    const [none, ...second] = await routed();

    expect([steps, none]).toEqual([1, 0]);
    expect(second).toEqual(first);
  });

  it('routes a committed event by its hint, once however many hints come', async () => {
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/a/b'] });
    const event = anEvent(workspaceId, 'user/a/b', { data: '{"n":12345678901234567890}' });
    await opened.database.transaction((tx) => insertOpenEvents(tx, [event]));

    const [first, second] = await Promise.all([
      router.route([hint(event)]),
      router.route([hint(event)]),
    ]);

    expect(first.taskRuns + second.taskRuns).toBe(1);
    expect(await rows('task_runs', event.envelope.id)).toHaveLength(1);
    const work = await rows('work', event.envelope.id);
    expect(work.map(({ kind }) => kind)).toEqual(['task']);
  });

  it('sees a task saved, changed, disabled and enabled again at once', async () => {
    const { database } = opened;
    const count = async (topic: string): Promise<number> =>
      (await router.route([fromBroker(anEvent(workspaceId, topic))])).taskRuns;
    expect(await count('user/x/y')).toBe(0);

    const task = await givenTask(database, workspaceId, { subscriptions: ['user/x/y'] });
    expect(await count('user/x/y')).toBe(1);

    await saveTask(database, workspaceId, task, {
      enabled: true,
      version: 2,
      subscriptions: ['user/x/z'],
    });
    expect([await count('user/x/y'), await count('user/x/z')]).toEqual([0, 1]);

    await saveTask(database, workspaceId, task, { enabled: false, version: 2 });
    expect(await count('user/x/z')).toBe(0);
  });

  it('reaches only the tasks that an event is bound for, and a run by hand also without a subscription', async () => {
    const { database } = opened;
    const bound = await givenTask(database, workspaceId, { subscriptions: ['user/a/b'] });
    await givenTask(database, workspaceId, { subscriptions: ['user/a/b'] });

    const events = [
      anEvent(workspaceId, 'user/a/b', { taskIds: [bound] }),
      anEvent(workspaceId, 'mechanic/user/trigger', { taskIds: [bound] }),
      anEvent(workspaceId, 'user/other/topic', { taskIds: [bound] }),
    ];
    await router.route(events.map(fromBroker));

    const reached = await Promise.all(events.map(({ envelope }) => rows('task_runs', envelope.id)));
    expect(reached.map((runs) => runs.map(({ task_id }) => task_id))).toEqual([
      [bound],
      [bound],
      [],
    ]);
  });

  it('counts a run once, however often a task is named or its subscription stands there', async () => {
    const topic = 'user/a/b';
    const task = await givenTask(opened.database, workspaceId, { subscriptions: [topic, topic] });
    const events = [
      anEvent(workspaceId, topic, { taskIds: [task, task] }),
      anEvent(workspaceId, 'mechanic/user/trigger', { taskIds: [task, task] }),
    ];

    await router.route(events.map(fromBroker));

    for (const { envelope } of events) {
      expect(await rows('task_runs', envelope.id)).toHaveLength(1);
      expect(await rows('event_runs', envelope.id)).toMatchObject([{ pending: 1 }]);
    }
  });

  it('ends an event that cannot be routed, and routes its neighbours', async () => {
    await opened.database.execute(
      `create or replace function refuse_poison() returns trigger language plpgsql as
         $$ begin raise exception 'the run is refused'; end $$`,
    );
    await opened.database.execute(
      `create trigger poison before insert on task_runs for each row
         when (new.subscription = 'user/poison/x') execute function refuse_poison()`,
    );
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/poison/x'] });
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/a/b'] });
    const [bad, good] = [anEvent(workspaceId, 'user/poison/x'), anEvent(workspaceId, 'user/a/b')];
    await opened.database.transaction((tx) => insertOpenEvents(tx, [bad, good]));
    const batches = new BatchRouter(
      router,
      () => Promise.resolve(),
      () => undefined,
    );

    const [refused, routed] = await Promise.allSettled(
      [hint(bad), hint(good)].map((event) => batches.add(event)),
    );

    expect([refused!.status, routed!.status]).toEqual(['rejected', 'fulfilled']);
    expect(await rows('task_runs', good.envelope.id)).toHaveLength(1);
    expect(await rows('work', bad.envelope.id)).toEqual([]);
    const [run] = await rows('event_runs', bad.envelope.id);
    expect(run).toMatchObject({ state: 'failed', pending: 0 });
    expect(JSON.parse(run!['error'] as string)).toMatchObject({ code: 'internal' });
    await opened.database.execute('drop trigger poison on task_runs');
  });

  it('keeps the tasks of one Workspace from the events of another', async () => {
    const other = await givenWorkspace(opened.database);
    await givenTask(opened.database, other, { subscriptions: ['user/a/b'] });

    const { taskRuns } = await router.route([fromBroker(anEvent(workspaceId, 'user/a/b'))]);

    expect(taskRuns).toBe(0);
  });

  it('makes the partition of a week that has none', async () => {
    const event = anEvent(workspaceId, 'user/a/b');
    const old = {
      ...event,
      envelope: { ...event.envelope, id: '01000000-0000-7000-8000-000000000001' },
    };

    await router.route([fromBroker(old)]);

    expect(await rows('events', old.envelope.id)).toHaveLength(1);
  });
});

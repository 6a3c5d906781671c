import { bumpEpoch } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { DeliveryMaker, EndpointIndex, EndpointOutlet } from '@millwright/delivery';
import {
  givenRoutedEndpoint,
  givenRoutedWorkspace,
  routableEvent,
} from '@millwright/delivery/testing';
import { EventStore, insertOpenEvents, type NewEvent } from '@millwright/event';
import { newId, systemClock, type Id } from '@millwright/kernel';
import { LiquidPool } from '@millwright/liquid';
import {
  BatchRouter,
  ChildEventStore,
  ErrorEvents,
  EventFilterGate,
  EventRouter,
  FilterIndex,
  LeftOverEvents,
  TaskIndex,
} from '@millwright/task';
import { TestValues, testWorkspaces } from '@millwright/task/testing';
import { leakCheck } from '@millwright/testing';

// The first of them takes the filter long.
const SLOW = '{% if event.data.n == 0 %}{% for i in (1..2000000) %}{% endfor %}{% endif %}true';
const check = leakCheck();

describe('events of a Workspace that keeps their order', () => {
  let opened: TestDatabase;
  let liquid: LiquidPool;
  let batches: BatchRouter;
  let routed: Id[];

  beforeAll(async () => {
    opened = await openTestDatabase();
    liquid = new LiquidPool({ threads: 2, maxMemoryBytes: 134_217_728 });
  });
  afterAll(async () => {
    await liquid.close();
    await opened.close();
  });
  afterAll(check);
  beforeEach(() => {
    const { database } = opened;
    const events = new EventStore(database);
    const workspaces = testWorkspaces();
    const index = new FilterIndex();
    const endpoints = new EndpointIndex();
    const maker = new DeliveryMaker({ publicUrl: 'https://mw.example', maxBodyBytes: 1_048_576 });
    const children = new ChildEventStore(() => Promise.resolve(), systemClock, workspaces);
    const router = new EventRouter(
      database,
      events,
      new TaskIndex(),
      workspaces,
      systemClock,
      { index, errors: new ErrorEvents(children) },
      new EndpointOutlet(endpoints, maker),
    );
    const gate = new EventFilterGate({
      ...{ database, events, index, liquid, workspaces, globals: new TestValues() },
      cacheOf: () => ({
        cacheValue: () => Promise.resolve(undefined),
        cacheEntries: () => Promise.resolve([]),
      }),
    });
    routed = [];
    batches = new BatchRouter(
      router,
      () => Promise.resolve(),
      ({ events: done }) => routed.push(...done.map(({ id }) => id)),
      gate,
      (workspaceId) => endpoints.keepsOrder(workspaceId),
    );
  });

  const givenSlowFilter = (workspaceId: Id): Promise<void> =>
    opened.database.transaction(async (tx) => {
      await tx.execute(
        `insert into event_filters (id, workspace_id, name, template, enabled, changed_epoch)
         values ($1, $2, 'Slow', $3, true, $4)`,
        [newId(), workspaceId, SLOW, await bumpEpoch(tx)],
      );
    });
  const add = ({ envelope, data, request }: NewEvent): Promise<void> =>
    batches.add({ eventId: envelope.id, stored: false, event: envelope, data, request });

  it.each([
    ['wait for each other while filters judge them', 'fifo', true],
    ['wait for nobody where none asks for it', 'none', false],
  ] as const)('%s', async (_name, ordering, isInOrder) => {
    const { id: workspaceId } = await givenRoutedWorkspace(opened.database);
    await givenRoutedEndpoint(opened.database, workspaceId, { topics: ['user/**'], ordering });
    await givenSlowFilter(workspaceId);
    const event = (n: number): NewEvent =>
      routableEvent(workspaceId, 'user/a/b', { data: `{"n":${n}}` });
    // By it the router learns of the endpoint and the filter.
    await add(event(1));
    const events = [event(0), event(1), event(2)];
    routed = [];

    await Promise.all(events.map(add));

    const inOrder = events.map(({ envelope }) => envelope.id);
    expect([...routed].sort()).toEqual(inOrder);
    expect(routed[0] === inOrder[0]).toBe(isInOrder);
  });

  it('are routed before newer ones where an earlier process left them due', async () => {
    const { database } = opened;
    const ordered = await givenRoutedWorkspace(database);
    const other = await givenRoutedWorkspace(database);
    await database.execute('update workspaces set keeps_order = true where id = $1', [ordered.id]);
    const left = [ordered, ordered, other].map(({ id }) => routableEvent(id, 'user/a/b'));
    await database.transaction((tx) => insertOpenEvents(tx, left));
    const leftOver = new LeftOverEvents(database, batches);

    await Promise.all([leftOver.routed(), leftOver.routed()]);
    await leftOver.routed();

    expect(routed).toEqual(left.slice(0, 2).map(({ envelope }) => envelope.id));
  });
});

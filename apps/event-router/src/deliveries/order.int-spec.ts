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
  TaskIndex,
} from '@millwright/task';
import { holdTransaction, TestValues, testWorkspaces } from '@millwright/task/testing';
import { leakCheck, until } from '@millwright/testing';

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

  const givenOrderedWorkspace = async (): Promise<Id> => {
    const { id } = await givenRoutedWorkspace(opened.database);
    await givenRoutedEndpoint(opened.database, id, { topics: ['user/**'], ordering: 'fifo' });
    return id;
  };
  const addHint = (eventId: Id): Promise<void> =>
    batches.add({ eventId, stored: true, event: undefined, data: undefined, request: null });
  const leave = async (events: readonly NewEvent[]): Promise<void> => {
    await opened.database.transaction((tx) => insertOpenEvents(tx, events));
  };

  it('are routed before newer ones where they are due and their hints are lost', async () => {
    const ordered = await givenOrderedWorkspace();
    const other = await givenRoutedWorkspace(opened.database);
    const [first, second, elsewhere, newer, newest] = [
      ...[ordered, ordered, other.id, ordered, ordered].map((id) => routableEvent(id, 'user/a/b')),
    ];
    await leave([second!, first!, elsewhere!, newest!]);

    await add(newer!);

    expect(routed).toEqual([first, second, newer].map((event) => event!.envelope.id));
  });

  it('are judged by its filters then, too', async () => {
    const ordered = await givenOrderedWorkspace();
    await givenSlowFilter(ordered);
    const [left, newer] = [0, 1].map((n) =>
      routableEvent(ordered, 'user/a/b', { data: `{"n":${n}}` }),
    );
    await leave([left!]);

    await add(newer!);

    expect(routed).toEqual([left, newer].map((event) => event!.envelope.id));
  });

  it('catch up, however many they are, without holding up other Workspaces', async () => {
    const ordered = await givenOrderedWorkspace();
    const other = await givenRoutedWorkspace(opened.database);
    const left = Array.from({ length: 650 }, () => routableEvent(ordered, 'user/a/b'));
    const [newer, newest] = [
      routableEvent(ordered, 'user/a/b'),
      routableEvent(ordered, 'user/a/b'),
    ];
    const elsewhere = routableEvent(other.id, 'user/a/b');
    await leave(left);

    await Promise.all([newer, newest, elsewhere].map(add));

    const inOrder = [elsewhere, ...left, newer, newest];
    expect(routed).toEqual(inOrder.map(({ envelope }) => envelope.id));
  });

  it('hold up no other Workspace while slow filters judge the older ones', async () => {
    const ordered = await givenOrderedWorkspace();
    const other = await givenRoutedWorkspace(opened.database);
    await givenSlowFilter(ordered);
    const [left, newer] = [0, 1].map((n) =>
      routableEvent(ordered, 'user/a/b', { data: `{"n":${n}}` }),
    );
    const [beside, later] = [1, 2].map(() => routableEvent(other.id, 'user/a/b'));
    await leave([left!]);

    const caughtUp = Promise.all([newer!, beside!].map(add));
    await until(() => routed.length > 0);
    await add(later!);
    await caughtUp;

    expect(routed).toEqual([beside, later, left, newer].map((event) => event!.envelope.id));
  });

  it('wait with others of their Workspace, also those of which only a hint came', async () => {
    const ordered = await givenOrderedWorkspace();
    const left = Array.from({ length: 250 }, () => routableEvent(ordered, 'user/a/b'));
    const [newer, hinted] = [
      routableEvent(ordered, 'user/a/b'),
      routableEvent(ordered, 'user/a/b'),
    ];
    await leave([...left, hinted]);

    const first = add(newer);
    await until(() => routed.length > 0);
    await Promise.all([first, addHint(hinted.envelope.id)]);

    const inOrder = [...left, newer, hinted];
    expect(routed).toEqual(inOrder.map(({ envelope }) => envelope.id));
  });

  it('come again together with those before them when the database was away for these', async () => {
    const { database } = opened;
    const ordered = await givenOrderedWorkspace();
    const [known, first, second] = Array.from({ length: 3 }, () =>
      routableEvent(ordered, 'user/a/b'),
    );
    await add(known!);
    routed = [];
    const held = await holdTransaction(database);
    await held.tx.execute('lock table events in share mode');
    const waiting = async (): Promise<number | undefined> => {
      const [row] = await database.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return row?.pid;
    };
    const failing = add(first!);
    const pid = await until(waiting);
    const behind = add(second!);

    const ends = Promise.allSettled([failing, behind]);
    await database.query('select pg_terminate_backend($1)', [pid]);
    await held.end();

    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await Promise.all([add(first!), add(second!)]);
    expect(routed).toEqual([first, second].map((event) => event!.envelope.id));
  });

  it('go on behind one that cannot be routed', async () => {
    const ordered = await givenOrderedWorkspace();
    const [broken, left, newer] = [
      routableEvent(ordered, 'user/a/b', { data: '{"n":"poison"}' }),
      routableEvent(ordered, 'user/a/b'),
      routableEvent(ordered, 'user/a/b'),
    ];
    await opened.database.execute(
      `create function refuse_poison() returns trigger language plpgsql as
         $$ begin raise exception 'the delivery is refused'; end $$`,
    );
    await opened.database.execute(
      `create trigger poison before insert on deliveries for each row
         when (new.body like '%poison%') execute function refuse_poison()`,
    );
    await leave([broken, left]);

    await add(newer);

    expect(routed).toEqual([left, newer].map(({ envelope }) => envelope.id));
  });
});

import { listWeeks, mondayOf, WEEK_MS } from '@millwright/database';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { DeliveryHistory } from '@millwright/delivery';
import {
  givenDelivery,
  givenEndpointRow,
  givenWorkspace,
  type GivenDelivery,
} from '@millwright/delivery/testing';
import { childIdAt, newId, type Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { Retention, type RemovedHistory } from '@millwright/task';

const DAY_MS = 86_400_000;

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('the retention of deliveries on %s', (_name, open) => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let endpointId: Id;
  let days: Map<Id, number>;

  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    const { database } = opened;
    for (const week of await listWeeks(database)) {
      if (week.monday >= mondayOf(Date.now())) continue;
      for (const { name } of week.tables) await database.execute(`drop table ${name}`);
    }
    for (const table of ['events', 'event_runs', 'deliveries', 'attempts', 'delivery_queue']) {
      await database.execute(`delete from ${table}`);
    }
    await database.execute('delete from leases');
    await database.execute('delete from history_weeks');
    workspaceId = await givenWorkspace(database);
    endpointId = await givenEndpointRow(database, workspaceId);
    days = new Map([[workspaceId, 15]]);
  });

  const given = (delivery: Partial<GivenDelivery> = {}): Promise<Id> =>
    givenDelivery(opened.database, {
      ...{ workspaceId, endpointId, state: 'failed', attempts: 2 },
      ...delivery,
    });
  const givenEvent = async (at: number): Promise<Id> => {
    const id = childIdAt(at, newId(), 'event');
    await opened.database.execute(
      `insert into events (id, workspace_id, topic, data, source, created_at) values ($1, $2, 't', '1', 'webhook', $3)`,
      [id, workspaceId, new Date(at)],
    );
    await opened.database.execute(
      `insert into event_runs (id, workspace_id, state, run_at, stopped_at) values ($1, $2, 'succeeded', $3, $3)`,
      [id, workspaceId, new Date(at)],
    );
    return id;
  };
  const pass = (): Promise<RemovedHistory | undefined> =>
    new Retention({
      ...{ database: opened.database, deliveries: new DeliveryHistory(), instanceId: 'one' },
      ...{ periods: { daysOf: () => Promise.resolve(days) }, logger: silentLogger },
    }).pass();
  const ids = async (table: string, column = 'id'): Promise<Id[]> => {
    const rows = await opened.database.query<{ id: Id }>(
      `select distinct ${column} as id from ${table} order by 1`,
    );
    return rows.map(({ id }) => id);
  };
  const counts = async (): Promise<Partial<RemovedHistory>> => {
    const { deliveries, attempts, expired } = (await pass())!;
    return { deliveries, attempts, expired };
  };

  it('removes what is past its time with its attempts, and says how many (M18)', async () => {
    const now = Date.now();
    for (let n = 0; n < 60; n += 1) await given({ at: now - 16 * DAY_MS + n });
    const young = await given({ at: now - 15 * DAY_MS + 60_000 });

    expect(await counts()).toEqual({ deliveries: 60, attempts: 120, expired: 0 });

    expect(await ids('deliveries')).toEqual([young]);
    expect(await ids('attempts', 'delivery_id')).toEqual([young]);
    expect(await counts()).toEqual({ deliveries: 0, attempts: 0, expired: 0 });
  });

  it('reports none where there are no endpoints (M18)', async () => {
    expect(await pass()).toEqual({ ...noneOf, events: 0, weeks: 0 });
  });

  it('marks what is unfinished as expired before it goes, and lets its key go on (D28)', async () => {
    const at = Date.now() - 15 * DAY_MS - 60_000;
    const lane = { lane: 'key/a', laneUntil: 'final' as const };
    const late = await given({ at, state: 'open', queued: lane });
    const young = await given({ state: 'open', queued: { ...lane, isHead: false } });

    expect(await counts()).toEqual({ deliveries: 0, attempts: 0, expired: 1 });

    const rows = await opened.database.query(
      'select id, state, error_code as code, stopped_at is not null as stopped from deliveries where id = $1',
      [late],
    );
    expect(rows).toEqual([{ id: late, state: 'failed', code: 'expired', stopped: true }]);
    const queue = await opened.database.query(
      'select delivery_id as id, is_head from delivery_queue',
    );
    expect(queue).toEqual([{ id: young, is_head: true }]);
  });

  it('drops no week with something unfinished that it has not marked (D28)', async () => {
    const monday = mondayOf(Date.now() - 40 * DAY_MS);
    const at = monday + DAY_MS;
    await given({ at });
    const started = await given({ at, state: 'open', queued: { state: 'started' } });
    await given({ at, state: 'open' });
    await opened.database.execute(
      'insert into history_weeks (monday, unfinished_at) values ($1, $2)',
      [new Date(monday).toISOString().slice(0, 10), new Date(monday + WEEK_MS)],
    );

    expect(await pass()).toMatchObject({ weeks: 0, expired: 1, deliveries: 2 });
    expect(await ids('deliveries')).toEqual([started]);
    await opened.database.execute(`update delivery_queue set state = 'waiting'`);
    expect(await pass()).toMatchObject({ weeks: 1, expired: 1 });
    expect(await ids('deliveries')).toEqual([]);
    expect(await ids('delivery_queue', 'delivery_id')).toEqual([]);
  });

  it('lets nothing that is unfinished go with its event', async () => {
    const at = Date.now() - 17 * DAY_MS;
    const eventId = await givenEvent(at);
    const started = await given({ at, eventId, state: 'open', queued: { state: 'started' } });

    await pass();

    expect(await ids('events')).toEqual([eventId]);
    await opened.database.execute('delete from delivery_queue where delivery_id = $1', [started]);
    await pass();
    expect(await ids('events')).toEqual([]);
    expect(await ids('deliveries')).toEqual([]);
  });

  it('removes the deliveries of an event with it, and a batch with the last of its events', async () => {
    const at = Date.now() - 16 * DAY_MS;
    const [one, other] = [await givenEvent(at), await givenEvent(at + 1)];
    await given({ at, eventId: one });
    await given({ eventIds: [one, other] });
    const mixed = await given({ eventIds: [one, await givenEvent(Date.now())] });

    expect(await pass()).toMatchObject({ events: 2 });

    expect(await ids('deliveries')).toEqual([mixed]);
    expect(await ids('attempts', 'delivery_id')).toEqual([mixed]);
  });

  it('forgets items of events that are not kept any longer, and no others', async () => {
    const old = childIdAt(Date.now() - 16 * DAY_MS, newId(), 'event');
    const young = newId();
    await given({ at: Date.now() - 16 * DAY_MS });
    for (const eventId of [old, young]) {
      await opened.database.execute(
        'insert into endpoint_items (endpoint_id, event_id, workspace_id) values ($1, $2, $3)',
        [endpointId, eventId, workspaceId],
      );
    }

    expect(await counts()).toMatchObject({ expired: 1 });
    expect(await ids('endpoint_items', 'event_id')).toEqual([young]);
  });

  it('removes everything of a deleted Workspace, finished or not', async () => {
    days.set(workspaceId, 0);
    await given({ at: Date.now() - DAY_MS });
    await given({ at: Date.now() - DAY_MS, state: 'open' });

    await pass();

    expect(await ids('deliveries')).toEqual([]);
    expect(await ids('attempts')).toEqual([]);
    expect(await ids('delivery_queue', 'delivery_id')).toEqual([]);
  });
});

const noneOf = { deliveries: 0, attempts: 0, expired: 0 };

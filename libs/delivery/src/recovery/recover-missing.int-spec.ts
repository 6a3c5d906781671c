import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { childIdAt, newId, type Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { deliveryIdOf } from '../history/delivery-ids.ts';
import { givenDelivery, givenEndpointRow } from '../testing/given-deliveries.ts';
import { givenWorkspace } from '../testing/given-workspace.ts';
import { DeliveryMaker } from '../routing/delivery-maker.ts';
import { RecoveryCommands } from './recovery-commands.ts';
import { lookOn } from './recovery-look.ts';
import { rangeOf } from './recovery-range.ts';
import { RecoveryWorker } from './recovery-worker.ts';

const maker = new DeliveryMaker({ publicUrl: 'https://hooks.example', maxBodyBytes: 1_048_576 });
const hints = { send: () => Promise.resolve() };

describe('recovering what is missing', () => {
  const now = Date.now();
  let opened: TestDatabase;
  let commands: RecoveryCommands;
  let workspaceId: Id;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    commands = new RecoveryCommands(opened.database);
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await opened.database.execute('delete from leases');
    workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId, {
      topics: ['user/order/*'],
      settings: { filter: { all: [{ path: 'data.total', operator: 'exists' }] } },
    });
  });

  /** Each a millisecond after the one before: they are looked at in the order of their ids. */
  let madeAt = now - 60_000;
  const event = async (more: Partial<Record<string, unknown>> = {}): Promise<Id> => {
    const id = childIdAt((madeAt += 1), newId(), 'event');
    const row = { topic: 'user/order/paid', data: '{"total":1}', task_ids: null, ...more };
    await opened.database.execute(
      `insert into events (id, workspace_id, topic, data, source, task_ids, created_at)
       values ($1, $2, $3, $4, 'webhook', $5, now())`,
      [id, workspaceId, row.topic, row.data, row.task_ids],
    );
    await opened.database.execute(
      `insert into event_runs (id, workspace_id, state, run_at, filtered_by) values ($1, $2, $3, now(), $4)`,
      [id, workspaceId, more['state'] ?? 'succeeded', more['filtered_by'] ?? null],
    );
    return id;
  };
  const aWorker = (): RecoveryWorker =>
    new RecoveryWorker({
      ...{ database: opened.database, instanceId: newId(), hints, logger: silentLogger },
      batchSize: 2,
      maker,
    });
  const queued = async (): Promise<Id[]> => {
    const rows = await opened.database.query<{ id: Id }>(
      'select delivery_id as id from delivery_queue where endpoint_id = $1 order by 1',
      [endpointId],
    );
    return rows.map(({ id }) => id);
  };
  const request = () => ({
    kind: 'missing' as const,
    since: new Date(now - 120_000),
    until: new Date(),
  });

  it('is exactly the events that match today and have no delivery, once, also when asked twice (D16)', async () => {
    const wanted: Id[] = [];
    for (let n = 0; n < 5; n += 1) wanted.push(await event());
    await event({ topic: 'user/contact/created' });
    await event({ data: '{"sum":1}' });
    await event({ task_ids: [newId()] });
    await event({ filtered_by: 'Only large ones' });
    await event({ state: 'due' });
    const [has, isItem, inBatch] = [await event(), await event(), await event()];
    await givenDelivery(opened.database, { workspaceId, endpointId, eventId: has });
    const batch = await givenDelivery(opened.database, {
      ...{ workspaceId, endpointId, eventIds: [inBatch] },
    });
    await opened.database.execute(
      'insert into endpoint_items (endpoint_id, event_id, workspace_id) values ($1, $2, $3)',
      [endpointId, isItem, workspaceId],
    );

    const dry = await commands.count(workspaceId, endpointId, request());
    expect(await queued()).toEqual([deliveryIdOf(has, endpointId), batch].sort());
    await commands.start(workspaceId, endpointId, request());
    await commands.start(workspaceId, endpointId, request());
    await Promise.all([aWorker(), aWorker()].map((worker) => worker.pass()));

    expect(dry).toEqual({ ok: true, done: { failed: 0, missing: 5, complete: true } });
    const all = [...wanted, has].map((id) => deliveryIdOf(id, endpointId));
    expect(await queued()).toEqual([...all, batch].sort());
    expect(await commands.count(workspaceId, endpointId, request())).toEqual({
      ok: true,
      done: { failed: 0, missing: 0, complete: true },
    });
  });

  it('is looked at in parts that fit in memory, however large its events are', async () => {
    const large = JSON.stringify({ total: 'x'.repeat(17 * 1_048_576) });
    const events = [await event({ data: large }), await event({ data: large }), await event()];
    const range = rangeOf(workspaceId, endpointId, request(), new Date());

    const first = await lookOn(opened.database, range, 100);
    const second = await lookOn(opened.database, { ...range, cursor: first.next! }, 100);

    expect(first.missing.map((one) => one.event.envelope.id)).toEqual([events[0]]);
    expect(second.missing.map((one) => one.event.envelope.id)).toEqual(events.slice(1));
    expect(second.next).toBeUndefined();
  });
});

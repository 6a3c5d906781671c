import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { EndpointStore } from '../endpoints/endpoint.store.ts';
import { DeliveryReads } from '../reads/delivery-reads.ts';
import { DeliveryMaker } from '../routing/delivery-maker.ts';
import { EndpointIndex } from '../routing/endpoint-index.ts';
import { EndpointOutlet } from '../routing/endpoint-outlet.ts';
import { claimDeliveries } from '../sending/claim/claim-deliveries.ts';
import {
  givenDelivery,
  givenEndpointRow,
  type GivenDelivery,
} from '../testing/given-deliveries.ts';
import { givenWorkspace } from '../testing/given-workspace.ts';
import { routableEvent } from '../testing/routed-endpoint.ts';
import { cancelDeleted } from './cancel-deleted.ts';

const soon = () => new Date(Date.now() + 60_000);
const all = { batch: 2, total: 100 };

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('what a deleted endpoint still had to send, on %s', (_name, open) => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    await opened.database.execute('delete from delivery_queue');
    await opened.database.execute('delete from endpoint_items');
    workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId);
  });

  const given = (delivery: Partial<GivenDelivery> = {}): Promise<Id> =>
    givenDelivery(opened.database, { workspaceId, endpointId, ...delivery });
  const item = (of = endpointId) =>
    opened.database.execute(
      'insert into endpoint_items (endpoint_id, event_id, workspace_id) values ($1, $2, $3)',
      [of, newId(), workspaceId],
    );
  const remove = () =>
    opened.database.transaction((tx) => new EndpointStore().delete(tx, workspaceId, endpointId));
  const shown = async (...ids: Id[]) => {
    const reads = new DeliveryReads(opened.database);
    return Promise.all(ids.map(async (id) => (await reads.get(workspaceId, id))!.status));
  };
  const left = async (): Promise<number> => {
    const [row] = await opened.database.query<{ count: number }>(
      `select ((select count(*) from delivery_queue) + (select count(*) from endpoint_items))::integer as count`,
    );
    return row!.count;
  };

  it('is not sent any more, and is shown as cancelled, at once', async () => {
    const due = await given();
    const later = await given({ queued: { runAt: soon() } });
    const done = await given({ state: 'succeeded' });

    await remove();

    expect(await left()).toBe(2);
    const claimant = { holder: 'a runner', now: null };
    const claims = await claimDeliveries(opened.database, [{ endpointId, most: 9 }], claimant);
    expect(claims.turns).toEqual([]);
    expect(await shown(due, later, done)).toEqual(['cancelled', 'cancelled', 'succeeded']);
    expect(await new DeliveryReads(opened.database).get(workspaceId, later)).toMatchObject({
      ...{ waiting_for: null, run_at: null, stopped_at: expect.any(Date) },
    });
  });

  it('is cancelled batch by batch, and nothing of others', async () => {
    const ids = [await given(), await given({ queued: { runAt: soon() } }), await given()];
    const blocked = await given({ state: 'failed', queued: { state: 'blocked' } });
    for (let n = 0; n < 5; n += 1) await item();
    const other = await givenEndpointRow(opened.database, workspaceId, { enabled: false });
    const foreign = await given({ endpointId: other });
    await item(other);

    await remove();
    const before = await new DeliveryReads(opened.database).get(workspaceId, ids[0]!);

    expect(await cancelDeleted(opened.database, { batch: 2, total: 3 })).toBe(3);
    expect(await cancelDeleted(opened.database, all)).toBe(6);
    expect(await cancelDeleted(opened.database, all)).toBe(0);
    expect(await shown(...ids, blocked, foreign)).toEqual([
      ...['cancelled', 'cancelled', 'cancelled', 'failed', 'unscheduled'],
    ]);
    expect(await left()).toBe(2);
    expect(await new DeliveryReads(opened.database).get(workspaceId, ids[0]!)).toEqual(before);
    const page = await new DeliveryReads(opened.database).list(
      workspaceId,
      { status: 'cancelled' },
      { limit: 9 },
    );
    expect(page.items.map(({ id }) => id)).toEqual([...ids].sort().reverse());
  });

  it('may finish the attempt that is under way, and no more', async () => {
    const id = await given({ queued: { state: 'started' } });

    await remove();

    expect(await cancelDeleted(opened.database, all)).toBe(0);
    expect(await shown(id)).toEqual(['started']);
    await opened.database.execute(`update delivery_queue set state = 'waiting'`);
    expect(await cancelDeleted(opened.database, all)).toBe(1);
    expect(await shown(id)).toEqual(['cancelled']);
    expect(await left()).toBe(0);
  });

  it('goes as well when an event left it there that was being routed meanwhile', async () => {
    const batched = await givenEndpointRow(opened.database, workspaceId, { mode: 'batched' });
    const index = new EndpointIndex();
    await index.refresh(opened.database, 1_000_000);
    const rules = { publicUrl: 'https://mw.example', maxBodyBytes: 1_048_576 };
    const outlet = new EndpointOutlet(index, new DeliveryMaker(rules));
    await opened.database.transaction((tx) => new EndpointStore().deleteAll(tx, workspaceId));

    const event = routableEvent(workspaceId, 'user/a/b');
    await opened.database.transaction((tx) => outlet.take(tx, [event], new Date()));

    expect(await left()).toBe(2);
    expect(await cancelDeleted(opened.database, all)).toBe(2);
    expect(await left()).toBe(0);
    expect(batched).not.toBe(endpointId);
    const rows = await opened.database.query(
      'select state from deliveries where endpoint_id = $1',
      [endpointId],
    );
    expect(rows).toEqual([{ state: 'cancelled' }]);
  });
});

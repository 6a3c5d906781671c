import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import {
  givenDelivery,
  givenEndpointRow,
  type GivenDelivery,
} from '../testing/given-deliveries.ts';
import { givenWorkspace } from '../testing/given-workspace.ts';
import { DeliveryMaker } from '../routing/delivery-maker.ts';
import { RecoveryCommands } from './recovery-commands.ts';
import type { RecoveryRequest } from './recovery-range.ts';
import { RecoveryWorker } from './recovery-worker.ts';

const HOUR_MS = 3_600_000;
const maker = new DeliveryMaker({ publicUrl: 'https://hooks.example', maxBodyBytes: 1_048_576 });
const hints = { send: () => Promise.resolve() };

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('recovering what failed on %s', (_name, open) => {
  const now = Date.now();
  const since = new Date(now - HOUR_MS);
  let opened: TestDatabase;
  let commands: RecoveryCommands;
  let workspaceId: Id;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await open();
    commands = new RecoveryCommands(opened.database);
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    await opened.database.execute('delete from leases');
    await opened.database.execute('delete from recoveries');
    workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId);
  });

  const given = (delivery: Partial<GivenDelivery> = {}): Promise<Id> =>
    givenDelivery(opened.database, {
      ...{ workspaceId, endpointId, at: now - 10_000, state: 'failed', attempts: 3 },
      ...delivery,
    });
  const aWorker = (): RecoveryWorker =>
    new RecoveryWorker({
      ...{ database: opened.database, instanceId: newId(), maker, hints },
      ...{ logger: silentLogger, batchSize: 3 },
    });
  const request = (more: Partial<RecoveryRequest> = {}): RecoveryRequest => ({
    ...{ kind: 'failed', since, until: new Date() },
    ...more,
  });
  const queued = async (): Promise<Id[]> => {
    const rows = await opened.database.query<{ id: Id }>(
      `select delivery_id as id from delivery_queue where endpoint_id = $1 order by run_at, delivery_id`,
      [endpointId],
    );
    return rows.map(({ id }) => id);
  };

  it('queues exactly the failed ones since a time again, in the order of their events (D17)', async () => {
    const failed: Id[] = [];
    for (let n = 0; n < 8; n += 1) failed.push(await given({ at: now - 60_000 + n * 1_000 }));
    await given({ at: now - 2 * HOUR_MS });
    await given({ state: 'succeeded' });
    await given({ state: 'cancelled' });
    await given({ isTest: true });
    await given({ errorCode: 'payload_too_large' });

    const dry = await commands.count(workspaceId, endpointId, request());
    expect(await queued()).toEqual([]);
    const started = await commands.start(workspaceId, endpointId, request());
    await Promise.all([aWorker(), aWorker()].map((worker) => worker.pass()));

    expect(dry).toEqual({ ok: true, done: { failed: 8, missing: 0, complete: true } });
    expect(started).toEqual(dry);
    expect(await queued()).toEqual(failed);
    const rows = await opened.database.query(
      `select distinct q.state, q.attempt, q.step, q.is_manual, d.state as delivery from delivery_queue q
       join deliveries d on d.id = q.delivery_id where q.endpoint_id = $1`,
      [endpointId],
    );
    expect(rows).toEqual([
      { state: 'waiting', attempt: 3, step: 0, is_manual: false, delivery: 'open' },
    ]);
  });

  it('is counted no further than somebody waits for, and done to the end of its range', async () => {
    for (let n = 0; n < 7; n += 1) await given({ at: now - 60_000 + n * 1_000 });
    const limits = { size: 2, looks: 2 };

    const counted = await commands.count(workspaceId, endpointId, request(), limits);
    await commands.start(workspaceId, endpointId, request(), { size: 2, looks: 0 });
    await aWorker().pass();

    expect(counted).toEqual({ ok: true, done: { failed: 4, missing: 0, complete: false } });
    expect(await queued()).toHaveLength(7);
  });

  it('gives nothing twice when it is asked for twice', async () => {
    const id = await given();

    await commands.start(workspaceId, endpointId, request());
    await commands.start(workspaceId, endpointId, request());
    await aWorker().pass();
    await opened.database.execute('delete from delivery_queue where delivery_id = $1', [id]);
    await opened.database.execute(
      `update deliveries set state = 'failed', stopped_at = now() + interval '1 second' where id = $1`,
      [id],
    );
    await aWorker().pass();

    expect(await queued()).toEqual([]);
    expect(await opened.database.query('select state from recoveries')).toEqual([
      { state: 'done' },
      { state: 'done' },
    ]);
  });

  it('goes on where it was after a batch that was lost', async () => {
    for (let n = 0; n < 8; n += 1) await given({ at: now - 60_000 + n });
    await commands.start(workspaceId, endpointId, request());
    const dying = new RecoveryWorker({
      ...{ database: opened.database, instanceId: 'dying', maker, hints },
      ...{ logger: silentLogger, batchSize: 3 },
    });
    await opened.database.execute(
      `create or replace function cut_off() returns trigger language plpgsql as
         $$ begin raise exception using errcode = '57P01', message = 'the server is going away'; end $$`,
    );
    await opened.database.execute(
      `create trigger cut before update on recoveries for each row when (new.failed = 6) execute function cut_off()`,
    );

    await expect(dying.pass()).rejects.toThrow();
    expect(await queued()).toHaveLength(3);
    await opened.database.execute('drop trigger cut on recoveries');
    await opened.database.execute('delete from leases');
    await aWorker().pass();

    expect(await queued()).toHaveLength(8);
    expect(await opened.database.query('select state, failed from recoveries')).toEqual([
      { state: 'done', failed: 8 },
    ]);
  });

  it('lets the others go first where one cannot go on for now', async () => {
    await given();
    await commands.start(workspaceId, endpointId, request());
    const stuck = endpointId;
    endpointId = await givenEndpointRow(opened.database, workspaceId);
    const other = await given();
    await commands.start(workspaceId, endpointId, request());
    await opened.database.execute(
      `create or replace function hold_back() returns trigger language plpgsql as
         $$ begin raise exception using errcode = '57P01', message = 'the server is going away'; end $$`,
    );
    await opened.database.execute(
      `create trigger hold before update of failed on recoveries for each row
       when (new.endpoint_id = '${stuck}') execute function hold_back()`,
    );

    await expect(aWorker().pass()).rejects.toThrow();
    await opened.database.execute('delete from leases');
    await expect(aWorker().pass()).rejects.toThrow();
    await opened.database.execute('drop trigger hold on recoveries');

    expect(await queued()).toEqual([other]);
  });

  it('narrows by topics and patterns', async () => {
    await given({ topic: 'user/a/b' });
    const wanted = [
      await given({ topic: 'user/c/d', at: now - 9_000 }),
      await given({ topic: 'shop/order/paid', at: now - 8_000 }),
    ];

    await commands.start(workspaceId, endpointId, request({ topics: ['user/c/d', 'shop/**'] }));
    await aWorker().pass();

    expect(await queued()).toEqual(wanted);
  });

  it('keeps the order of a key: who comes back first goes first, and a blocked one lets go', async () => {
    endpointId = await givenEndpointRow(opened.database, workspaceId, { ordering: 'fifo' });
    const lane = { lane: 'key/a', laneUntil: 'final' as const };
    const first = await given({ at: now - 9_000, orderingKey: 'a' });
    const blocked = await given({
      ...{ at: now - 8_000, orderingKey: 'a' },
      queued: { state: 'blocked', ...lane },
    });
    await given({ at: now - 7_000, state: 'open', queued: { ...lane, isHead: false } });

    await commands.start(workspaceId, endpointId, request());
    await aWorker().pass();

    const rows = await opened.database.query<{ id: Id; state: string }>(
      `select delivery_id as id, state from delivery_queue where endpoint_id = $1 and is_head`,
      [endpointId],
    );
    expect(rows).toEqual([{ id: first, state: 'waiting' }]);
    const [again] = await opened.database.query<{ state: string }>(
      'select state from delivery_queue where delivery_id = $1',
      [blocked],
    );
    expect(again).toEqual({ state: 'waiting' });
  });

  it('lets those go on that were behind one in the lane it leaves', async () => {
    const lane = { lane: 'key/a', laneUntil: 'final' as const };
    const blocked = await given({ at: now - 20_000, queued: { state: 'blocked', ...lane } });
    const behind = await given({ state: 'open', queued: { ...lane, isHead: false } });

    await commands.start(workspaceId, endpointId, request());
    await aWorker().pass();

    const rows = await opened.database.query(
      `select delivery_id as id, lane, is_head from delivery_queue where endpoint_id = $1 order by delivery_id`,
      [endpointId],
    );
    expect(rows).toEqual([
      { id: blocked, lane: null, is_head: true },
      { id: behind, lane: 'key/a', is_head: true },
    ]);
  });

  it.each([
    ['deleted', 'deleted_at = now()'],
    ['disabled', 'enabled = false'],
  ])(
    'ends with an endpoint that was %s meanwhile, and leaves the rest as it was',
    async (_was, set) => {
      for (let n = 0; n < 4; n += 1) await given({ at: now - 60_000 + n });
      await commands.start(workspaceId, endpointId, request());
      await opened.database.execute(`update endpoints set ${set} where id = $1`, [endpointId]);

      await aWorker().pass();

      expect(await queued()).toEqual([]);
      expect(
        await opened.database.query(
          'select distinct state from deliveries where endpoint_id = $1',
          [endpointId],
        ),
      ).toEqual([{ state: 'failed' }]);
      expect(await opened.database.query('select state, failed, error from recoveries')).toEqual([
        { state: 'failed', failed: 0, error: 'endpoint_inactive' },
      ]);
    },
  );

  it('is refused for an endpoint that is disabled, or not there', async () => {
    const disabled = await givenEndpointRow(opened.database, workspaceId, { enabled: false });

    expect(await commands.start(workspaceId, disabled, request())).toMatchObject({
      code: 'conflict',
    });
    expect(await commands.start(newId(), endpointId, request())).toMatchObject({
      code: 'not_found',
    });
  });
});

import { decodeMessage, deliveryRequested } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { openEmbeddedTestDatabase, openTestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { FakeClock, leakCheck } from '@millwright/testing';
import { claimDeliveries } from '../sending/claim/claim-deliveries.ts';
import { SendingStage } from '../testing/sending-stage.ts';
import { DeliverySweep } from './delivery-sweep.ts';

afterAll(leakCheck());

describe.each([
  ['Postgres', openTestDatabase],
  ['PGlite', openEmbeddedTestDatabase],
])('the sweep of deliveries on %s', (_name, open) => {
  let database: Database;
  let closeDatabase: () => Promise<void>;
  let stage: SendingStage;
  let clock: FakeClock;
  let hinted: Id[];
  let flushes: number;

  beforeAll(async () => {
    ({ database, close: closeDatabase } = await open());
  }, 60_000);
  beforeEach(async () => {
    stage = await SendingStage.open(database);
    clock = new FakeClock(Date.now());
    hinted = [];
    flushes = 0;
    await database.execute('delete from delivery_queue');
  });
  afterAll(() => closeDatabase());

  const instanceId = newId();
  const sweep = (): DeliverySweep =>
    new DeliverySweep({
      database,
      flusher: {
        flushDue: () => {
          flushes += 1;
          return Promise.resolve({ items: 0, deliveries: 0 });
        },
      },
      publish: (messages) => {
        for (const { queue, body } of messages) {
          expect(queue).toBe('deliveries');
          hinted.push(decodeMessage(deliveryRequested, body).head.endpoint_id);
        }
        return Promise.resolve();
      },
      instanceId,
      logger: silentLogger,
      clock,
    });
  const tick = async (): Promise<Id[]> => {
    hinted = [];
    await sweep().tick();
    return hinted.sort();
  };
  const url = 'https://receiver.example/';
  const inSeconds = (seconds: number): Date => new Date(clock.now() + seconds * 1_000);
  const set = (endpointId: Id, what: string, ...values: unknown[]): Promise<unknown> =>
    database.execute(`update endpoint_health set ${what} where endpoint_id = $1`, [
      endpointId,
      ...values,
    ]);

  it('tells of each endpoint with something due once, and flushes apart from that', async () => {
    const [one, other, later] = [
      await stage.endpoint(url),
      await stage.endpoint(url),
      await stage.endpoint(url),
    ];
    for (const endpointId of [one, one, one, other])
      await stage.deliver(endpointId, { runAt: inSeconds(0) });
    await stage.deliver(later, { runAt: inSeconds(60) });

    expect(await tick()).toEqual([one, other].sort());
    expect(flushes).toBe(0);
    await sweep().flush();
    expect(flushes).toBe(1);
    clock.advance(60_000);
    expect(await tick()).toEqual([one, other, later].sort());
  });

  it.each([
    ['paused', 'paused_until = $2', 60],
    ['with an open circuit', "circuit = 'open', next_probe_at = $2", 60],
  ])('does not tell of one that is %s until that is over', async (_what, sql, seconds) => {
    const endpointId = await stage.endpoint(url);
    await stage.deliver(endpointId, { runAt: inSeconds(0) });
    await set(endpointId, sql, inSeconds(seconds));

    expect(await tick()).toEqual([]);
    clock.advance(seconds * 1_000);
    expect(await tick()).toEqual([endpointId]);
  });

  it('tells of what was asked for by hand, past circuit and pause', async () => {
    const endpointId = await stage.endpoint(url);
    const id = await stage.deliver(endpointId, { runAt: inSeconds(0) });
    await set(endpointId, 'paused_until = $2', inSeconds(60));
    await database.execute('update delivery_queue set is_manual = true where delivery_id = $1', [
      id,
    ]);

    expect(await tick()).toEqual([endpointId]);
  });

  it('does not tell of one that is disabled, or whose turn nobody has', async () => {
    const disabled = await stage.endpoint(url);
    await stage.deliver(disabled, { runAt: inSeconds(0) });
    await database.execute('update endpoints set enabled = false where id = $1', [disabled]);
    const blocked = await stage.endpoint(url);
    await stage.deliver(blocked, { runAt: inSeconds(0), lane: 'key/', isHead: false });

    expect(await tick()).toEqual([]);
  });

  it('asks for the handshake that is due, and for nothing else of that endpoint', async () => {
    const endpointId = await stage.endpoint(url, { format: 'cloudevents', verify_origin: true });
    await stage.deliver(endpointId, { runAt: inSeconds(0) });
    await set(endpointId, 'origin_next_at = $2', inSeconds(5));

    expect(await tick()).toEqual([]);
    clock.advance(5_000);
    expect(await tick()).toEqual([endpointId]);
    await set(endpointId, 'origin_granted_at = $2, origin_next_at = null', inSeconds(0));
    expect(await tick()).toEqual([endpointId]);
  });

  it('D1: takes back the attempts of a runner that died', async () => {
    const endpointId = await stage.endpoint(url);
    const id = await stage.deliver(endpointId, { runAt: inSeconds(0) });
    const now = new Date(clock.now());
    await claimDeliveries(database, [{ endpointId, most: 1 }], { holder: 'dead', now });

    expect(await tick()).toEqual([]);
    clock.advance(61_000);

    expect(await tick()).toEqual([endpointId]);
    expect(await stage.attempts(id)).toMatchObject([{ error_code: 'interrupted' }]);
    expect(await stage.row('deliveries', id)).toMatchObject({ state: 'open', attempts: 1 });
  });
});

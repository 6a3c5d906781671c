import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { DeliveryReads } from '../reads/delivery-reads.ts';
import {
  givenDelivery,
  givenEndpointRow,
  type GivenDelivery,
  type GivenEndpoint,
} from '../testing/given-deliveries.ts';
import { givenWorkspace } from '../testing/given-workspace.ts';
import { DeliveryCommands } from './delivery-commands.ts';

interface Place {
  state: string;
  is_head: boolean;
  is_manual: boolean;
  attempt: number;
  step: number;
  lane: string | null;
}

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('commands on deliveries on %s', (_name, open) => {
  let opened: TestDatabase;
  let commands: DeliveryCommands;
  let hinted: Id[];
  let workspaceId: Id;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await open();
    const send = (endpoints: readonly { endpointId: Id }[]) => {
      hinted.push(...endpoints.map((endpoint) => endpoint.endpointId));
      return Promise.resolve();
    };
    commands = new DeliveryCommands(opened.database, { send });
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    hinted = [];
    workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId);
  });

  const given = (delivery: Partial<GivenDelivery> = {}): Promise<Id> =>
    givenDelivery(opened.database, { workspaceId, endpointId, ...delivery });
  const endpoint = async (fields: GivenEndpoint): Promise<void> => {
    endpointId = await givenEndpointRow(opened.database, workspaceId, fields);
  };
  const placeOf = async (id: Id): Promise<Place | undefined> => {
    const [row] = await opened.database.query<Place>(
      'select state, is_head, is_manual, attempt, step, lane from delivery_queue where delivery_id = $1',
      [id],
    );
    return row;
  };
  const statusOf = async (id: Id) =>
    (await new DeliveryReads(opened.database).get(workspaceId, id))!.status;
  const heads = async (): Promise<Id[]> => {
    const rows = await opened.database.query<{ id: Id }>(
      'select delivery_id as id from delivery_queue where endpoint_id = $1 and is_head order by delivery_id',
      [endpointId],
    );
    return rows.map(({ id }) => id);
  };
  const inLane = (until: 'final' | 'attempted', isHead: boolean, more = {}) => ({
    queued: { lane: until === 'final' ? 'key/a' : 'flush/a', laneUntil: until, isHead, ...more },
  });

  it.each(['succeeded', 'failed', 'cancelled'] as const)(
    'sends one that %s again: at once, by hand, its numbers going on and its schedule anew',
    async (state) => {
      const id = await given({ state, attempts: 3 });

      const outcome = await commands.replay(workspaceId, id);

      expect(outcome).toEqual({ ok: true, done: { id, status: 'due' } });
      expect(await placeOf(id)).toEqual({
        ...{ state: 'waiting', is_head: true, is_manual: true, attempt: 3, step: 0, lane: null },
      });
      expect(await statusOf(id)).toBe('due');
      expect(hinted).toEqual([endpointId]);
    },
  );

  it('sends one that waits at once', async () => {
    const id = await given({ attempts: 2, queued: { runAt: new Date(Date.now() + 60_000) } });

    await commands.replay(workspaceId, id);

    expect(await placeOf(id)).toMatchObject({ is_manual: true, attempt: 2, step: 0 });
    expect(await statusOf(id)).toBe('due');
  });

  it('refuses what is under way, a test, what is too large, and what is not there', async () => {
    const started = await given({ queued: { state: 'started' } });
    const test = await given({ state: 'failed', isTest: true });
    const large = await given({ state: 'failed', errorCode: 'payload_too_large' });

    for (const id of [started, test, large]) {
      expect(await commands.replay(workspaceId, id)).toMatchObject({ ok: false, code: 'conflict' });
    }
    expect(await commands.replay(newId(), large)).toMatchObject({ ok: false, code: 'not_found' });
    expect(await placeOf(large)).toBeUndefined();
    expect(hinted).toEqual([]);
  });

  it('refuses while the endpoint is disabled', async () => {
    await endpoint({ enabled: false });
    const id = await given({ state: 'failed' });

    expect(await commands.replay(workspaceId, id)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await statusOf(id)).toBe('failed');
  });

  it('puts one at the head of its key, whether it waits there or comes back', async () => {
    await endpoint({ ordering: 'fifo' });
    const at = Date.now();
    const failed = await given({ at: at - 9_000, state: 'failed', orderingKey: 'a' });
    const first = await given({ at, ...inLane('final', true) });
    const second = await given({ at: at + 1_000, ...inLane('final', false) });

    await commands.replay(workspaceId, second);
    expect(await heads()).toEqual([second]);
    await commands.replay(workspaceId, failed);
    expect(await heads()).toEqual([failed]);
    expect(await placeOf(failed)).toMatchObject({ lane: 'key/a' });
    await commands.cancel(workspaceId, failed);
    await commands.cancel(workspaceId, second);
    expect(await heads()).toEqual([first]);
  });

  it('lets the head of a key that is under way finish first', async () => {
    await endpoint({ ordering: 'fifo' });
    const first = await given(inLane('final', true, { state: 'started' }));
    const second = await given(inLane('final', false));

    await commands.replay(workspaceId, second);

    expect(await heads()).toEqual([first]);
  });

  it('takes one out of the order of its flush, and lets the next one go on', async () => {
    const first = await given(inLane('attempted', true));
    const second = await given(inLane('attempted', false));
    const third = await given(inLane('attempted', false));

    await commands.replay(workspaceId, third);
    expect(await heads()).toEqual([first, third].sort());
    await commands.replay(workspaceId, first);
    expect(await heads()).toEqual([first, second, third].sort());
  });

  it('lets a key go on whose failed head is replayed or cancelled', async () => {
    await endpoint({ ordering: 'fifo', settings: { on_exhausted: 'block' } });
    const blocked = await given({
      state: 'failed',
      ...inLane('final', true, { state: 'blocked' }),
    });
    const next = await given(inLane('final', false));

    await commands.replay(workspaceId, blocked);
    expect(await placeOf(blocked)).toMatchObject({ state: 'waiting', is_head: true, step: 0 });
    await opened.database.execute(
      `update delivery_queue set state = 'blocked' where delivery_id = $1`,
      [blocked],
    );
    expect(await commands.cancel(workspaceId, blocked)).toMatchObject({ ok: true });
    expect(await statusOf(blocked)).toBe('cancelled');
    expect(await heads()).toEqual([next]);
  });

  it('cancels what waits, and nothing that has ended', async () => {
    const waiting = await given({ attempts: 1 });
    const failed = await given({ state: 'failed' });

    expect(await commands.cancel(workspaceId, waiting)).toEqual({
      ok: true,
      done: { id: waiting, status: 'cancelled' },
    });
    expect(await placeOf(waiting)).toBeUndefined();
    for (const id of [waiting, failed]) {
      expect(await commands.cancel(workspaceId, id)).toMatchObject({ code: 'not_cancellable' });
    }
    expect(await commands.cancel(newId(), failed)).toMatchObject({ code: 'not_found' });
  });

  it('cancels of a deleted endpoint only what is under way: all else is shown as ended', async () => {
    const waiting = await given();
    const blocked = await given({ state: 'failed', queued: { state: 'blocked' } });
    const started = await given({ attempts: 1, queued: { state: 'started' } });
    await opened.database.execute('update endpoints set deleted_at = now() where id = $1', [
      endpointId,
    ]);

    for (const id of [waiting, blocked]) {
      const status = await statusOf(id);
      expect(await commands.cancel(workspaceId, id)).toMatchObject({
        code: 'not_cancellable',
        message: `a delivery that is ${status} cannot be cancelled`,
      });
      expect(await statusOf(id)).toBe(status);
    }
    expect(await commands.cancel(workspaceId, started)).toMatchObject({ ok: true });
  });

  it('leaves the attempt under way of a cancelled one, and is not replayed before its end', async () => {
    const id = await given({ attempts: 1, queued: { state: 'started' } });
    const attempt = (set: string) =>
      opened.database.execute(`update attempts set ${set} where delivery_id = $1`, [id]);
    await attempt('duration_ms = null, error_code = null, started_at = now()');

    await commands.cancel(workspaceId, id);

    expect(await statusOf(id)).toBe('cancelled');
    expect(await placeOf(id)).toBeUndefined();
    expect(await commands.replay(workspaceId, id)).toMatchObject({ code: 'conflict' });
    await attempt('duration_ms = 5');
    expect(await commands.replay(workspaceId, id)).toMatchObject({ ok: true });
    expect(await placeOf(id)).toMatchObject({ attempt: 1, step: 0 });
  });

  it('makes one replay of several at the same instant', async () => {
    const id = await given({ state: 'failed', attempts: 3 });

    await Promise.all(Array.from({ length: 5 }, () => commands.replay(workspaceId, id)));

    expect(await placeOf(id)).toMatchObject({ attempt: 3, step: 0 });
  });
});

import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import {
  givenDelivery,
  givenEndpointRow,
  type GivenDelivery,
  type GivenEndpoint,
} from '../testing/given-deliveries.ts';
import { givenWorkspace } from '../testing/given-workspace.ts';
import type { DeliveryFilters } from './delivery-filters.ts';
import { DeliveryReads } from './delivery-reads.ts';

const soon = () => new Date(Date.now() + 60_000);

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('the lists of deliveries on %s', (_name, open) => {
  let opened: TestDatabase;
  let reads: DeliveryReads;
  let workspaceId: Id;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await open();
    reads = new DeliveryReads(opened.database);
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId);
  });

  const given = (delivery: Partial<GivenDelivery> = {}): Promise<Id> =>
    givenDelivery(opened.database, { workspaceId, endpointId, ...delivery });
  const endpoint = (fields: GivenEndpoint = {}): Promise<Id> =>
    givenEndpointRow(opened.database, workspaceId, fields);
  const listed = async (filters: DeliveryFilters, limit = 50): Promise<Id[]> => {
    const ids: Id[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await reads.list(workspaceId, filters, { limit, cursor: cursor ?? undefined });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return ids;
  };
  const statusOf = async (id: Id) => {
    const { status, waiting_for } = (await reads.get(workspaceId, id))!;
    return waiting_for === null ? status : `${status}: ${waiting_for}`;
  };
  const unwell = (set: string, of = endpointId) =>
    opened.database.execute(`update endpoint_health set ${set} where endpoint_id = $1`, [of]);

  it('shows a delivery of one event with the body that is sent', async () => {
    const eventId = newId();
    const id = await given({ eventId, state: 'failed', attempts: 2, body: '{"a":1.00}' });

    expect(await reads.get(workspaceId, id)).toMatchObject({
      ...{ id, endpoint_id: endpointId, event_id: eventId, event_ids: [eventId] },
      ...{ topic: 'user/a/b', topics: ['user/a/b'], format: 'standard', status: 'failed' },
      ...{ waiting_for: null, attempts: 2, attempts_max: 3, run_at: null, test: false },
      ...{ error: { code: 'http_status', message: 'it failed' }, body: '{"a":1.00}' },
    });
    expect(await reads.get(newId(), id)).toBeUndefined();
  });

  it('shows a text as it is sent, and not the JSON that keeps it', async () => {
    const id = await given({ body: '"a \\u0000 b"', isText: true });

    expect((await reads.get(workspaceId, id))!.body).toBe('a \u0000 b');
  });

  it('M16: keeps bodies compressed, and gives them back unchanged', async () => {
    const body = `{"text":"${'again \\u0000 and again, 1.00 '.repeat(4_000)}"}`;
    const id = await given({ body });

    expect((await reads.get(workspaceId, id))!.body).toBe(body);
    const [row] = await opened.database.query<{ kept: number }>(
      'select pg_column_size(body) as kept from deliveries where id = $1',
      [id],
    );
    expect(row!.kept).toBeLessThan(body.length / 10);
  });

  it('shows a batch by the events it carries', async () => {
    const eventIds = [newId(), newId()];
    const id = await given({ eventIds });

    expect(await reads.get(workspaceId, id)).toMatchObject({
      ...{ event_id: null, topic: null, event_ids: eventIds, topics: ['user/a/b'] },
    });
    expect(await listed({ event_id: eventIds[1]! })).toEqual([id]);
  });

  it('says how each one stands, and what it waits for', async () => {
    const due = await given();
    const started = await given({ queued: { state: 'started' } });
    const scheduled = await given({ queued: { runAt: soon() } });
    const behind = await given({ queued: { isHead: false, lane: 'key/a', laneUntil: 'final' } });
    const blocked = await given({ state: 'failed', queued: { state: 'blocked' } });

    expect(await Promise.all([due, started, scheduled, behind, blocked].map(statusOf))).toEqual([
      ...['due', 'started', 'scheduled', 'unscheduled: order', 'failed'],
    ]);
  });

  it.each([
    ['circuit', `circuit = 'open', next_probe_at = now() + interval '1 minute'`],
    ['pause', `paused_until = now() + interval '1 minute'`],
  ])(
    'says that the endpoint holds back by its %s, but not what is sent by hand',
    async (waitingFor, set) => {
      await unwell(set);
      const ordinary = await given();
      const manual = await given({ queued: { isManual: true } });
      const later = await given({ queued: { runAt: soon() } });

      expect(await statusOf(ordinary)).toBe(`unscheduled: ${waitingFor}`);
      expect(await statusOf(manual)).toBe('due');
      expect(await statusOf(later)).toBe('scheduled');
      expect(await listed({ status: 'unscheduled' })).toEqual([ordinary]);
      expect(await listed({ status: 'due' })).toEqual([manual]);
    },
  );

  it('says that a disabled endpoint and one without a grant hold back', async () => {
    const disabled = await given({ endpointId: await endpoint({ enabled: false }) });
    const unverified = await endpoint({ format: 'cloudevents', settings: { verify_origin: true } });
    const waiting = await given({ endpointId: unverified });

    expect(await statusOf(disabled)).toBe('unscheduled: disabled');
    expect(await statusOf(waiting)).toBe('unscheduled: origin');
    await unwell('origin_granted_at = now()', unverified);
    expect(await statusOf(waiting)).toBe('due');
  });

  it('says that the rate holds back, the endpoint’s own or the receiver’s', async () => {
    const limited = await endpoint({ settings: { rate_limit: { limit: 3, period: 'minute' } } });
    const id = await given({ endpointId: limited });
    const starts = (...at: [number, number][]) =>
      unwell(`starts = '${JSON.stringify(at)}'`, limited);

    await starts([Date.now() - 61_000, 9], [Date.now() - 30_000, 2]);
    expect(await statusOf(id)).toBe('due');
    await starts([Date.now() - 30_000, 2], [Date.now(), 1]);
    expect(await statusOf(id)).toBe('unscheduled: rate_limit');
    await starts([Date.now(), 1]);
    await unwell('origin_rate = 1', limited);
    expect(await statusOf(id)).toBe('unscheduled: rate_limit');
  });

  it('counts the attempts of a replay behind those before it', async () => {
    const id = await given({ attempts: 5, queued: { step: 1 } });

    expect(await reads.get(workspaceId, id)).toMatchObject({ attempts: 5, attempts_max: 7 });
  });

  it('narrows by each filter, alone and together', async () => {
    const other = await endpoint();
    const eventId = newId();
    const succeeded = await given({ state: 'succeeded', eventId });
    const failed = await given({ state: 'failed', topic: 'user/c/d' });
    const cancelled = await given({ state: 'cancelled', endpointId: other, eventId });
    const test = await given({ state: 'failed', isTest: true });
    const open = await given({ endpointId: other, queued: { runAt: soon() } });
    const batch = await given({ eventIds: [eventId, newId()], topic: 'user/c/d' });
    const newestFirst = (...ids: Id[]) => ids.sort().reverse();

    const found = async (filters: DeliveryFilters) => await listed(filters, 1);
    expect(await found({})).toEqual(newestFirst(succeeded, failed, cancelled, test, open, batch));
    expect(await found({ endpoint_id: other })).toEqual(newestFirst(cancelled, open));
    expect(await found({ status: 'failed' })).toEqual(newestFirst(failed, test));
    expect(await found({ status: 'failed', endpoint_id: endpointId })).toEqual(
      newestFirst(failed, test),
    );
    expect(await found({ status: 'failed', test: false })).toEqual([failed]);
    expect(await found({ status: 'failed', test: true })).toEqual([test]);
    expect(await found({ status: 'succeeded' })).toEqual([succeeded]);
    expect(await found({ status: 'cancelled' })).toEqual([cancelled]);
    expect(await found({ status: 'cancelled', endpoint_id: endpointId })).toEqual([]);
    expect(await found({ status: 'scheduled' })).toEqual([open]);
    expect(await found({ status: 'scheduled', endpoint_id: endpointId })).toEqual([]);
    expect(await found({ status: 'due', topic: 'user/c/d' })).toEqual([batch]);
    expect(await found({ topic: 'user/c/d' })).toEqual(newestFirst(failed, batch));
    expect(await found({ event_id: eventId })).toEqual(newestFirst(succeeded, cancelled, batch));
    expect(await found({ event_id: eventId, status: 'due' })).toEqual([batch]);
    expect(await found({ event_id: eventId, endpoint_id: other })).toEqual([cancelled]);
    expect(await found({ test: true })).toEqual([test]);
    expect(await found({ test: true, endpoint_id: other })).toEqual([]);
  });

  it('narrows by time, and pages through everything once', async () => {
    const start = Date.now() - 100_000;
    const ids: Id[] = [];
    for (let n = 0; n < 25; n += 1)
      ids.unshift(await given({ at: start + n * 1_000, state: 'failed' }));

    expect(await listed({}, 4)).toEqual(ids);
    expect(await listed({ status: 'failed', topic: 'user/a/b' }, 4)).toEqual(ids);
    const between = { since: new Date(start + 5_000), until: new Date(start + 8_000) };
    expect(await listed({ status: 'failed', ...between })).toEqual(ids.slice(17, 20));
  });

  it('shows nothing of another Workspace', async () => {
    const eventId = newId();
    await given({ eventId });
    const elsewhere = await givenWorkspace(opened.database);

    for (const filters of [{}, { endpoint_id: endpointId }, { event_id: eventId }]) {
      expect((await reads.list(elsewhere, filters, { limit: 9 })).items).toEqual([]);
    }
    expect(await reads.ofEvent(elsewhere, eventId)).toEqual([]);
    expect(await reads.ofEvent(workspaceId, eventId)).toEqual([
      { id: expect.any(String), endpoint_id: endpointId, status: 'due' },
    ]);
  });
});

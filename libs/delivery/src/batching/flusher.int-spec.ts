import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { EventStore } from '@millwright/event';
import { newId, systemClock, type Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { leakCheck } from '@millwright/testing';
import {
  givenItems,
  givenRoutedEndpoint,
  givenRoutedWorkspace,
  routableEvent,
  type RoutedEndpoint,
} from '../testing/routed-endpoint.ts';
import { Flusher } from './flusher.ts';

const TOPIC = 'user/contact/created';

const check = leakCheck();

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('a flush on %s', (_name, open) => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let hints: OutgoingMessage[];

  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());
  afterAll(check);
  beforeEach(async () => {
    hints = [];
    workspaceId = (await givenRoutedWorkspace(opened.database)).id;
  });

  const flusher = (maxBodyBytes = 1_048_576): Flusher =>
    new Flusher({
      database: opened.database,
      events: new EventStore(opened.database),
      rules: { publicUrl: 'https://mw.example', maxBodyBytes },
      clock: systemClock,
      publish: (messages) => {
        hints.push(...messages);
        return Promise.resolve();
      },
    });
  const givenEndpoint = (
    settings: RoutedEndpoint['settings'] = {},
    more: Partial<RoutedEndpoint> = {},
  ): Promise<Id> =>
    givenRoutedEndpoint(opened.database, workspaceId, {
      ...{ topics: ['user/**'], mode: 'batched', format: 'mautic', settings },
      ...more,
    });
  const givenEvents = (
    endpointId: Id,
    count: number,
    { data, queuedAt }: { data?: string; queuedAt?: Date } = {},
  ): Promise<Id[]> =>
    givenItems(
      opened.database,
      endpointId,
      Array.from({ length: count }, (_none, index) =>
        routableEvent(workspaceId, TOPIC, { data: data ?? `{"n":${index + 1}}` }),
      ),
      queuedAt,
    );
  const refuse = (_endpointId: Id, error: unknown): void => {
    throw error;
  };
  const pending = async (endpointId: Id): Promise<Id[]> =>
    (
      await opened.database.query<{ id: Id }>(
        'select event_id as id from endpoint_items where endpoint_id = $1 order by event_id',
        [endpointId],
      )
    ).map(({ id }) => id);
  interface Row {
    id: Id;
    eventIds: Id[];
    eventId: Id | null;
    topics: string[];
    body: string | null;
    sizeBytes: number;
    state: string;
    errorCode: string | null;
    lane: string | null;
    laneUntil: string | null;
    isHead: boolean | null;
  }
  const deliveries = (endpointId: Id): Promise<Row[]> =>
    opened.database.query<Row>(
      `select d.id, d.event_ids as "eventIds", d.event_id as "eventId", d.topics, d.body, d.size_bytes as "sizeBytes",
         d.state, d.error_code as "errorCode", q.lane, q.lane_until as "laneUntil", q.is_head as "isHead"
       from deliveries d left join delivery_queue q on q.delivery_id = d.id
       where d.endpoint_id = $1 order by d.id`,
      [endpointId],
    );
  const numbersIn = ({ body }: Row): number[] =>
    Object.values(JSON.parse(body!) as Record<string, { n: number }[]>)
      .flat()
      .map(({ n }) => n);

  it('M4, M5, M12: makes one delivery of three items, and leaves nothing pending', async () => {
    const endpointId = await givenEndpoint();
    const eventIds = await givenEvents(endpointId, 3);
    expect(await pending(endpointId)).toEqual(eventIds);

    expect(await flusher().flush(endpointId)).toEqual({ items: 3, deliveries: 1 });

    expect(await pending(endpointId)).toEqual([]);
    const [delivery, ...others] = await deliveries(endpointId);
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ eventIds, eventId: null, topics: [TOPIC], lane: null });
    expect(numbersIn(delivery!)).toEqual([1, 2, 3]);
    expect(delivery!.body).toMatch(
      /^\{"user\/contact\/created":\[\{"n":1,"timestamp":"[^"]+\+00:00"\},/,
    );
    expect(delivery!.sizeBytes).toBe(Buffer.byteLength(delivery!.body!));
    expect(hints.map(({ queue, id }) => [queue, id])).toEqual([['deliveries', endpointId]]);
  });

  it('M12: makes two of three items when the limit is two, the second after the first', async () => {
    const endpointId = await givenEndpoint({ batch_limit: 2 });
    await givenEvents(endpointId, 3);

    expect(await flusher().flush(endpointId)).toEqual({ items: 3, deliveries: 2 });

    const [first, second] = await deliveries(endpointId);
    expect([numbersIn(first!), numbersIn(second!)]).toEqual([[1, 2], [3]]);
    expect([first!.isHead, second!.isHead]).toEqual([true, false]);
    expect(first!.lane).toMatch(/^flush\//);
    expect([second!.lane, second!.laneUntil]).toEqual([first!.lane, 'attempted']);
    expect(second!.eventId).toBe(second!.eventIds[0]);
  });

  it('M13: the same with a range over all of them, and with all endpoints', async () => {
    const endpointId = await givenEndpoint();
    const ids = await givenEvents(endpointId, 3);
    const range = { fromEventId: ids[0]!, toEventId: ids[2]! };

    expect(await flusher().flush(endpointId, range)).toEqual({ items: 3, deliveries: 1 });
    await givenEvents(endpointId, 3);
    await givenEvents(await givenEndpoint({}, { enabled: false }), 2);
    await givenEndpoint();

    expect(await flusher().flushAll(workspaceId)).toEqual({
      endpoints: 2,
      items: 3,
      deliveries: 1,
    });
  });

  it('M6, M14: takes of ten items the fourth to the ninth', async () => {
    const endpointId = await givenEndpoint({ batch_limit: 3 });
    const ids = await givenEvents(endpointId, 10);
    const range = { fromEventId: ids[3]!, toEventId: ids[8]! };

    expect(await flusher().flush(endpointId, range)).toEqual({ items: 6, deliveries: 2 });

    expect((await deliveries(endpointId)).map(numbersIn)).toEqual([
      [4, 5, 6],
      [7, 8, 9],
    ]);
    expect(await pending(endpointId)).toEqual([...ids.slice(0, 3), ids[9]]);
  });

  it.each([
    [null, undefined, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [null, 'reverse_chronological', [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
    ['chronological', 'reverse_chronological', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['reverse_chronological', undefined, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ] as const)(
    'M2, M15: goes by the order of the endpoint (%s), else of its Workspace (%s)',
    async (own, workspaceOrder, numbers) => {
      const settings = workspaceOrder === undefined ? {} : { batch_order: workspaceOrder };
      workspaceId = (await givenRoutedWorkspace(opened.database, settings)).id;
      const endpointId = await givenEndpoint({ batch_limit: 4, batch_order: own });
      await givenEvents(endpointId, 10);

      await flusher().flush(endpointId);

      expect((await deliveries(endpointId)).flatMap(numbersIn)).toEqual(numbers);
    },
  );

  it('M20: makes nothing of nothing', async () => {
    const endpointId = await givenEndpoint();

    expect(await flusher().flush(endpointId)).toEqual({ items: 0, deliveries: 0 });
    expect(await deliveries(endpointId)).toEqual([]);
  });

  it('M29: two at the same instant send each item once', async () => {
    const endpointId = await givenEndpoint({ batch_limit: 7 });
    const ids = await givenEvents(endpointId, 50);

    const [one, other] = await Promise.all([
      flusher().flush(endpointId),
      flusher().flush(endpointId),
    ]);

    expect(one.items + other.items).toBe(50);
    const sent = (await deliveries(endpointId)).flatMap(({ eventIds }) => eventIds);
    expect(sent.sort()).toEqual(ids);
  });

  it('D23: splits a batch so that every body is within the limit, and keeps an event that is not', async () => {
    const endpointId = await givenEndpoint({}, { format: 'raw' });
    await givenEvents(endpointId, 2, { data: `"${'x'.repeat(60)}"` });
    await givenEvents(endpointId, 1, { data: `"${'y'.repeat(200)}"` });
    await givenEvents(endpointId, 1, { data: `"${'z'.repeat(60)}"` });

    await flusher(130).flush(endpointId);

    const rows = await deliveries(endpointId);
    expect(
      rows.map(({ state, errorCode, eventIds }) => [state, errorCode, eventIds.length]),
    ).toEqual([
      ['open', null, 2],
      ['failed', 'payload_too_large', 1],
      ['open', null, 1],
    ]);
    expect(rows.map(({ isHead }) => isHead)).toEqual([true, null, false]);
  });

  it('takes more items than fit in one transaction, in their order', async () => {
    const endpointId = await givenEndpoint({ batch_limit: 300 });
    await givenEvents(endpointId, 1_250);

    expect(await flusher().flush(endpointId)).toEqual({ items: 1_250, deliveries: 5 });

    const rows = await deliveries(endpointId);
    expect(rows.map(({ eventIds }) => eventIds.length)).toEqual([300, 300, 300, 300, 50]);
    expect(rows.flatMap(numbersIn)).toEqual(Array.from({ length: 1_250 }, (_none, n) => n + 1));
    expect(rows.map(({ isHead }) => isHead)).toEqual([true, false, false, false, false]);
    expect(new Set(rows.map(({ lane }) => lane)).size).toBe(1);
  });

  it('with fifo, queues up behind the flushes before', async () => {
    const endpointId = await givenEndpoint({}, { ordering: 'fifo' });
    await givenEvents(endpointId, 1);
    await flusher().flush(endpointId);
    await givenEvents(endpointId, 1);
    await flusher().flush(endpointId);

    const rows = await deliveries(endpointId);

    expect(rows.map(({ lane, laneUntil, isHead }) => [lane, laneUntil, isHead])).toEqual([
      ['key/', 'final', true],
      ['key/', 'final', false],
    ]);
  });

  it('comes by itself once the oldest item has waited so long, and not before', async () => {
    const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);
    const [due, early, disabled, switched] = await Promise.all([
      givenEndpoint({ batch_interval_s: 60 }),
      givenEndpoint({ batch_interval_s: 60 }),
      givenEndpoint({ batch_interval_s: 60 }, { enabled: false }),
      givenEndpoint({ batch_interval_s: 60 }, { mode: 'immediate' }),
    ]);
    await givenEvents(due, 1, { queuedAt: ago(61) });
    await givenEvents(due, 2);
    await givenEvents(early, 2, { queuedAt: ago(50) });
    await givenEvents(disabled, 2, { queuedAt: ago(90) });
    await givenEvents(switched, 2);

    await Promise.all([flusher().flushDue(refuse), flusher().flushDue(refuse)]);

    const left = await Promise.all([due, early, disabled, switched].map(pending));
    expect(left.map(({ length }) => length)).toEqual([0, 2, 2, 0]);
    const made = await deliveries(due);
    expect(made.map(({ eventIds }) => eventIds.length)).toEqual([3]);
  });

  it('goes on with the others when one fails, and comes to it again', async () => {
    const queuedAt = new Date(Date.now() - 61_000);
    const [broken, sound] = [await givenEndpoint(), await givenEndpoint()];
    await givenEvents(broken, 1, { queuedAt, data: '{"n":"poison"}' });
    await givenEvents(sound, 2, { queuedAt });
    await opened.database.execute(
      `create function refuse_poison() returns trigger language plpgsql as
         $$ begin raise exception 'the delivery is refused'; end $$`,
    );
    await opened.database.execute(
      `create trigger poison before insert on deliveries for each row
         when (new.body like '%poison%') execute function refuse_poison()`,
    );
    const failed: Id[] = [];
    const by = flusher();

    await by.flushDue((endpointId) => failed.push(endpointId));

    expect(failed).toEqual([broken]);
    expect((await Promise.all([broken, sound].map(pending))).map((ids) => ids.length)).toEqual([
      1, 0,
    ]);
    await opened.database.execute('drop function refuse_poison() cascade');
    await by.flushDue(refuse);
    expect(await pending(broken)).toEqual([]);
  });

  it('does a part of very many items at a time, and goes on with it in their order', async () => {
    const queuedAt = new Date(Date.now() - 61_000);
    const endpointId = await givenEndpoint({ batch_limit: 1_000 });
    for (let part = 0; part < 12; part += 1) await givenEvents(endpointId, 1_000, { queuedAt });
    const by = flusher();

    const first = await by.flushDue(refuse);
    const second = await by.flushDue(refuse);

    expect([first.items < 12_000, first.items + second.items]).toEqual([true, 12_000]);
    const rows = await deliveries(endpointId);
    expect(new Set(rows.map(({ lane }) => lane)).size).toBe(1);
    expect(rows.map(({ isHead }) => isHead).filter((isHead) => isHead)).toHaveLength(1);
  }, 60_000);

  it('drops what has no event any more, and leaves bodies to a template where there is one', async () => {
    const endpointId = await givenEndpoint({ transformation: '{{ data.n }}', batch_limit: 2 });
    const ids = await givenEvents(endpointId, 3);
    await opened.database.execute(
      'insert into endpoint_items (endpoint_id, event_id, workspace_id) values ($1, $2, $3)',
      [endpointId, newId(), workspaceId],
    );

    await flusher().flush(endpointId);

    const rows = await deliveries(endpointId);
    expect(rows.flatMap(({ eventIds }) => eventIds)).toEqual(ids);
    expect(rows.map(({ body, eventIds }) => [body, eventIds.length])).toEqual([
      [null, 2],
      [null, 1],
    ]);
    expect(await pending(endpointId)).toEqual([]);
  });
});

import { jest } from '@jest/globals';
import { bumpEpoch, readEpoch } from '@millwright/database';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { DeliveryMaker, deliveryIdOf, EndpointIndex, EndpointOutlet } from '@millwright/delivery';
import {
  givenRoutedEndpoint,
  givenRoutedWorkspace,
  routableEvent,
  type RoutedEndpoint,
} from '@millwright/delivery/testing';
import { EventStore, insertOpenEvents, type NewEvent } from '@millwright/event';
import { childIdOf, newId, systemClock, type Id } from '@millwright/kernel';
import {
  ChildEventStore,
  ErrorEvents,
  EventRouter,
  FilterIndex,
  TaskIndex,
  type EventToRoute,
  type FilterRules,
  type Routed,
} from '@millwright/task';
import { testWorkspaces } from '@millwright/task/testing';
import { leakCheck } from '@millwright/testing';

const TOPIC = 'user/contact/created';
type FilterVerdict = NonNullable<EventToRoute['judgement']>['verdict'];

const check = leakCheck();

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('routing to endpoints on %s', (_name, open) => {
  let opened: TestDatabase;
  let router: EventRouter;
  let workspace: { id: Id; slug: string };

  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());
  afterAll(check);
  beforeEach(async () => {
    workspace = await givenRoutedWorkspace(opened.database);
    router = newRouter();
  });

  const newRouter = (maxBodyBytes = 1_048_576, filters?: FilterRules): EventRouter => {
    const { database } = opened;
    const maker = new DeliveryMaker({ publicUrl: 'https://mw.example', maxBodyBytes });
    return new EventRouter(
      database,
      new EventStore(database),
      new TaskIndex(),
      testWorkspaces(),
      systemClock,
      filters,
      new EndpointOutlet(new EndpointIndex(), maker),
    );
  };
  const fromBroker = ({ envelope, data, request }: NewEvent): EventToRoute => ({
    ...{ eventId: envelope.id, stored: false, event: envelope, data, request },
  });
  const hint = ({ envelope }: NewEvent): EventToRoute => ({
    ...{ eventId: envelope.id, stored: true, event: undefined, data: undefined, request: null },
  });
  const givenEndpoint = (endpoint: RoutedEndpoint, id?: Id): Promise<Id> =>
    givenRoutedEndpoint(opened.database, workspace.id, endpoint, id);
  const event = (topic = TOPIC, given: Parameters<typeof routableEvent>[2] = {}): NewEvent =>
    routableEvent(workspace.id, topic, given);
  const route = (...events: NewEvent[]): Promise<Routed> => router.route(events.map(fromBroker));
  const deliveries = (endpointId: Id): Promise<Record<string, unknown>[]> =>
    opened.database.query(
      `select d.*, q.lane, q.position, q.is_head, q.run_at, q.state as queued
       from deliveries d left join delivery_queue q on q.delivery_id = d.id
       where d.endpoint_id = $1 order by d.event_id`,
      [endpointId],
    );
  const items = (endpointId: Id): Promise<Record<string, unknown>[]> =>
    opened.database.query('select * from endpoint_items where endpoint_id = $1', [endpointId]);
  /** The topics whose events reached an endpoint. */
  const reached = async (endpointId: Id): Promise<unknown[]> =>
    (await deliveries(endpointId)).map(({ topic }) => topic).sort();

  it('stores the delivery with its body, and sends one hint for each endpoint', async () => {
    const endpointId = await givenEndpoint({ topics: ['user/contact/*'], format: 'cloudevents' });
    const one = event(TOPIC, { data: '{ "a" : 1.0 }' });

    const { messages } = await route(one, event());

    const { id, created_at: time } = one.envelope;
    const body = `{"specversion":"1.0","id":"${id}","source":"https://mw.example/w/${workspace.slug}","type":"${TOPIC}","time":"${time}","datacontenttype":"application/json","data":{"a":1.0}}`;
    expect((await deliveries(endpointId))[0]).toMatchObject({
      ...{ id: deliveryIdOf(id, endpointId), event_id: id, event_ids: null, topic: TOPIC },
      ...{ format: 'cloudevents', body, is_text: false, size_bytes: body.length, state: 'open' },
      ...{ queued: 'waiting', lane: null, is_head: true, position: id },
    });
    expect(messages.map(({ queue, id: about }) => [queue, about])).toEqual([
      ['deliveries', endpointId],
    ]);
  });

  it('D2: makes one delivery per endpoint of an event that is handled twice', async () => {
    const [one, other] = [
      await givenEndpoint({ topics: ['user/**'] }),
      await givenEndpoint({ topics: [TOPIC] }),
    ];
    const [fresh, stored] = [event(), event()];
    await opened.database.transaction((tx) => insertOpenEvents(tx, [stored]));

    const first = await router.route([fromBroker(fresh), fromBroker(fresh), hint(stored)]);
    const again = await router.route([fromBroker(fresh), hint(stored)]);
    const elsewhere = await newRouter().route([fromBroker(fresh), hint(stored)]);

    expect(first.messages).toHaveLength(2);
    expect([...again.messages, ...elsewhere.messages]).toEqual([]);
    for (const endpointId of [one, other]) expect(await deliveries(endpointId)).toHaveLength(2);
  });

  it('D7: matches segment by segment', async () => {
    const any = await givenEndpoint({ topics: ['user/contact/*'] });
    const below = await givenEndpoint({ topics: ['user/**'] });
    const exact = await givenEndpoint({ topics: ['user/Contact/created'] });

    await route(
      ...['user/contact/created', 'user/contact', 'user/contact/a/b'].map((t) => event(t)),
    );

    expect(await reached(any)).toEqual(['user/contact/created']);
    expect(await reached(below)).toEqual([
      'user/contact',
      'user/contact/a/b',
      'user/contact/created',
    ]);
    expect(await reached(exact)).toEqual([]);
  });

  it('D7, M10: makes one delivery where two patterns match, and none for other endpoints', async () => {
    const both = await givenEndpoint({ topics: ['user/**', TOPIC, 'user/*/created'] });
    const other = await givenEndpoint({ topics: ['user/contact/deleted'] });

    await route(event());

    expect(await deliveries(both)).toHaveLength(1);
    expect(await deliveries(other)).toEqual([]);
  });

  it('D7: sends what Millwright says only to who names it, and never to whom it is about', async () => {
    const all = await givenEndpoint({ topics: ['**', '*/*/*'] });
    const named = await givenEndpoint({ topics: ['millwright/*/*'] });
    const notice = (id: Id): NewEvent =>
      event('millwright/endpoint/failing', { data: `{"endpoint":{"id":"${id}"}}` });

    await route(notice(all), notice(named));

    expect(await reached(all)).toEqual([]);
    expect(await reached(named)).toEqual(['millwright/endpoint/failing']);
  });

  it('D7: sends private events nowhere', async () => {
    const endpointId = await givenEndpoint({ topics: ['**', 'millwright/**'] });

    await route(
      event(TOPIC, { taskIds: [newId()] }),
      event('millwright/trigger/call', { taskIds: [newId()] }),
      event(TOPIC, { taskIds: [] }),
    );

    expect(await deliveries(endpointId)).toEqual([]);
  });

  it('asks the conditions of an endpoint', async () => {
    const endpointId = await givenEndpoint({
      topics: ['user/**'],
      settings: { filter: { all: [{ path: 'data.n', operator: 'greater_than', value: 1 }] } },
    });

    await route(event('user/a/b', { data: '{"n":1}' }), event('user/c/d', { data: '{"n":2}' }));

    expect(await reached(endpointId)).toEqual(['user/c/d']);
  });

  it('makes nothing of an event that an event filter stopped', async () => {
    const endpointId = await givenEndpoint({ topics: ['user/**'] });
    const { database } = opened;
    await database.transaction(async (tx) => {
      await tx.execute(
        `insert into event_filters (id, workspace_id, name, template, enabled, changed_epoch)
         values ($1, $2, 'Filter', 'false', true, $3)`,
        [newId(), workspace.id, await bumpEpoch(tx)],
      );
    });
    const index = new FilterIndex();
    await index.refresh(database, await readEpoch(database));
    const children = new ChildEventStore(() => Promise.resolve(), systemClock, testWorkspaces());
    router = newRouter(undefined, { index, errors: new ErrorEvents(children) });
    const judged = (verdict: FilterVerdict): EventToRoute => {
      const given = event();
      return {
        ...fromBroker(given),
        judgement: { filters: index.filtersFor(given.envelope), verdict },
      };
    };
    const [passed, stopped] = [judged({ is: 'passed' }), judged({ is: 'stopped', by: 'Filter' })];

    for (const each of [passed, stopped]) await router.route([each]);
    await router.route([judged({ is: 'stopped', by: 'Filter' }), judged({ is: 'passed' })]);

    expect(await deliveries(endpointId)).toHaveLength(2);
    expect((await deliveries(endpointId))[0]).toMatchObject({ event_id: passed.eventId });
  });

  it('sees an endpoint saved, changed, disabled, enabled and deleted at once', async () => {
    const endpoint = { topics: ['user/a/b'] };
    const id = await givenEndpoint(endpoint);
    const count = async (): Promise<number> => {
      await route(event('user/a/b'));
      return (await deliveries(id)).length;
    };

    expect(await count()).toBe(1);
    await givenEndpoint({ topics: ['user/a/c'] }, id);
    expect(await count()).toBe(1);
    await givenEndpoint({ ...endpoint, enabled: false }, id);
    expect(await count()).toBe(1);
    await givenEndpoint(endpoint, id);
    expect(await count()).toBe(2);
    await givenEndpoint({ ...endpoint, deleted: true }, id);
    expect(await count()).toBe(2);
  });

  it('takes one statement for events that no endpoint wants', async () => {
    await givenEndpoint({ topics: ['user/wanted/x'] });
    await route(event('user/other/x'));
    const transaction = jest.spyOn(opened.database, 'transaction');

    await route(event('user/other/x'));
    const without = transaction.mock.calls.length;
    await route(event('user/wanted/x'));

    expect([without, transaction.mock.calls.length]).toEqual([0, 1]);
    transaction.mockRestore();
  });

  it('M3: keeps a body as it was made, whatever the endpoint is changed to', async () => {
    const id = await givenEndpoint({ topics: ['user/**'], format: 'mautic' });
    const [one, other] = [event(), event()];
    await route(one);
    const [{ body } = {}] = await deliveries(id);

    const settings = { type_names: { [TOPIC]: 'mautic.lead_post_save_new' } };
    await givenEndpoint({ topics: ['user/**'], format: 'standard', settings }, id);
    await route(one, other);

    const [first, second] = await deliveries(id);
    expect(first).toMatchObject({ format: 'mautic', body });
    expect(second).toMatchObject({ format: 'standard' });
    expect(second!['body']).toMatch(/^\{"type":"mautic.lead_post_save_new",/);
  });

  it('M19: leaves out the fields that the endpoint excludes', async () => {
    const settings = { exclude_fields: ['content', 'contact.tokens'] };
    const id = await givenEndpoint({ topics: ['user/**'], format: 'raw', settings });

    await route(event(TOPIC, { data: '{"content":"x","contact":{"id":1,"tokens":[]}}' }));

    expect((await deliveries(id))[0]).toMatchObject({ body: '{"contact":{"id":1}}' });
  });

  it('M12, M20: makes an item of each event for a batched endpoint, and no message', async () => {
    const endpointId = await givenEndpoint({ topics: ['user/**'], mode: 'batched' });
    const events = [event(), event(), event('other/a/b')];

    const { messages } = await route(...events);

    expect(messages).toEqual([]);
    expect((await items(endpointId)).map(({ event_id }) => event_id).sort()).toEqual(
      events.slice(0, 2).map(({ envelope }) => envelope.id),
    );
  });

  it('D23: keeps a delivery whose body is above the limit, and sends it to nobody', async () => {
    const endpointId = await givenEndpoint({ topics: ['user/**'], format: 'raw' });
    router = newRouter(100);

    const { messages } = await route(event(TOPIC, { data: `"${'x'.repeat(101)}"` }));

    expect(messages).toEqual([]);
    const [delivery] = await deliveries(endpointId);
    expect(delivery).toMatchObject({
      ...{ state: 'failed', error_code: 'payload_too_large', size_bytes: 101, queued: null },
      is_text: true,
    });
    expect(delivery!['stopped_at']).toEqual(delivery!['created_at']);
    await route(event(TOPIC, { data: `"${'x'.repeat(100)}"` }));
    expect((await deliveries(endpointId))[1]).toMatchObject({ state: 'open' });
  });

  it('leaves the body to a template where the endpoint has one', async () => {
    const settings = { transformation: '{{ event.data.a }}', retry_schedule: [30] };
    const endpointId = await givenEndpoint({ topics: ['user/**'], settings });

    await route(event());

    const [delivery] = await deliveries(endpointId);
    expect(delivery).toMatchObject({ body: null, size_bytes: 0, state: 'open' });
    const { run_at, created_at } = delivery as { run_at: Date; created_at: Date };
    expect(run_at.getTime() - created_at.getTime()).toBe(30_000);
  });

  describe('D18: with fifo', () => {
    const heads = async (endpointId: Id): Promise<unknown[][]> =>
      (await deliveries(endpointId)).map(({ lane, is_head, ordering_key }) => [
        lane,
        is_head,
        ordering_key,
      ]);
    const fifo = (ordering_key: string | null): RoutedEndpoint => ({
      ...{ topics: ['user/**'], ordering: 'fifo', settings: { ordering_key } },
    });

    it('lets the first of each key go, a missing key being one of its own', async () => {
      const endpointId = await givenEndpoint(fifo('data.contact.id'));
      const data = ['{"contact":{"id":1}}', '{"contact":{"id":"a"}}', '{}', '{"contact":{"id":1}}'];
      data.push(
        '{"contact":null}',
        '{"contact":{"id":null}}',
        `{"contact":{"id":"${'k'.repeat(300)}"}}`,
      );

      for (const each of data) await route(event(TOPIC, { data: each }));

      const long = `${'k'.repeat(200)}#`;
      expect(await heads(endpointId)).toEqual([
        ['key/1', true, '1'],
        ['key/a', true, 'a'],
        ['key/', true, null],
        ['key/1', false, '1'],
        ['key/', false, null],
        ['key/', false, null],
        [expect.stringContaining(long), true, expect.stringContaining(long)],
      ]);
    });

    it('without a key, lets the first of the endpoint go', async () => {
      const endpointId = await givenEndpoint(fifo(null));

      await route(event(), event(), event());

      expect((await heads(endpointId)).map(([, isHead]) => isHead)).toEqual([true, false, false]);
    });

    it('puts an event that comes late in its place, but behind one that is under way', async () => {
      const endpointId = await givenEndpoint(fifo(null));
      const [first, second, third] = [event(), event(), event()];

      await route(third);
      await route(second);
      expect((await heads(endpointId)).map(([, isHead]) => isHead)).toEqual([true, false]);
      await opened.database.execute(
        `update delivery_queue set state = 'started', attempt = 1 where endpoint_id = $1 and is_head`,
        [endpointId],
      );
      await route(first);

      expect((await heads(endpointId)).map(([, isHead]) => isHead)).toEqual([false, true, false]);
    });

    it('has one head for each key when many route at once', async () => {
      const endpointId = await givenEndpoint(fifo('data.k'));
      const routers = Array.from({ length: 4 }, () => newRouter());
      const events = Array.from({ length: 80 }, (_none, index) =>
        event(TOPIC, { data: `{"k":${index % 5}}` }),
      );

      await Promise.all(events.map((each, index) => routers[index % 4]!.route([fromBroker(each)])));

      const all = await heads(endpointId);
      expect(all).toHaveLength(80);
      expect(
        all
          .filter(([, isHead]) => isHead)
          .map(([lane]) => lane)
          .sort(),
      ).toEqual(Array.from({ length: 5 }, (_none, key) => `key/${key}`));
    });
  });

  it('makes the partition of a week that has none', async () => {
    const endpointId = await givenEndpoint({ topics: ['user/**'] });
    const old = event(TOPIC, { id: childIdOf('01000000-0000-7000-8000-000000000001', newId()) });

    await route(old);

    expect(await deliveries(endpointId)).toHaveLength(1);
  });
});

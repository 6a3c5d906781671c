import { readEpoch } from '@millwright/database';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import {
  addEndpoint,
  addWorkspace,
  endpointWriterOf,
  testSecretBox,
} from '../testing/given-endpoint.ts';
import { endpointPatchSchema } from './endpoint.schema.ts';
import { EndpointStore, MAX_ENDPOINTS } from './endpoint.store.ts';
import type { ChangedEndpoint } from './endpoint.writer.ts';
import { Endpoint } from './endpoint.entity.ts';
import { EndpointHealth } from './endpoint-health.entity.ts';
import { healthOf } from './health-rows.ts';
import { loadSendable } from './sendable-endpoint.ts';
import { shownHealthOf } from './shown-health.ts';

const store = new EndpointStore();
const writer = endpointWriterOf();
const entities = [Endpoint, EndpointHealth];
const openers = { Postgres: openTestDatabase, PGlite: openEmbeddedTestDatabase };

describe.each(Object.entries(openers))('the endpoints of a Workspace on %s', (_name, open) => {
  let test: TestDatabase;
  let workspaceId: Id;

  beforeAll(async () => {
    test = await open(entities);
  }, 120_000);
  afterAll(() => test.close());
  beforeEach(async () => {
    workspaceId = await addWorkspace(test.database);
  });

  const add = async (fields?: object): Promise<Endpoint> =>
    (await addEndpoint(test.database, workspaceId, fields)).endpoint;
  const patch = (id: Id, fields: object, owner = workspaceId) =>
    test.database.transaction((tx) =>
      writer.update(tx, owner, id, endpointPatchSchema.parse(fields), 'changer'),
    );
  const changed = async (id: Id, fields: object): Promise<Endpoint> =>
    ((await patch(id, fields)) as ChangedEndpoint).endpoint;
  const remove = (id: Id, owner = workspaceId) =>
    test.database.transaction((tx) => store.delete(tx, owner, id));
  const health = async (id: Id): Promise<EndpointHealth> =>
    (await healthOf(test.database, [id])).get(id)!;
  const keepsOrder = async (): Promise<boolean> => {
    const sql = 'select keeps_order from workspaces where id = $1';
    return (await test.database.query<{ keeps_order: boolean }>(sql, [workspaceId]))[0]!
      .keeps_order;
  };

  it('are kept as they were given, with the defaults of the specification', async () => {
    const endpoint = await add({ url: 'HTTPS://Receiver.Example:443/a b?x#top' });

    expect(endpoint).toMatchObject({
      workspaceId,
      url: 'https://receiver.example/a%20b?x',
      enabled: true,
      disabledReason: null,
      format: 'standard',
      mode: 'immediate',
      ordering: 'none',
      sealed: null,
      editedAt: null,
      createdBy: 'tester',
      updatedBy: 'tester',
      settings: {
        type_names: {},
        exclude_fields: [],
        batch_limit: 10,
        batch_interval_s: 60,
        batch_order: null,
        signature: 'v1',
        timeout_s: 15,
        connect_timeout_s: 5,
        retry_schedule: [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400],
        rate_limit: null,
        concurrency: 10,
        ordering_key: null,
        on_exhausted: 'continue',
        auto_disable: true,
        verify_origin: false,
        notice_emails: null,
      },
    });
    expect(await store.find(test.database, workspaceId, endpoint.id)).toEqual(endpoint);
    const { manager } = test.database.dataSource;
    expect({ ...(await manager.findOneByOrFail(Endpoint, { id: endpoint.id })) }).toEqual(endpoint);
    const row = await manager.findOneByOrFail(EndpointHealth, { endpointId: endpoint.id });
    expect({ ...row }).toEqual(await health(endpoint.id));
  });

  it('M10: store a pattern that is given twice once, and get the topics of their own patterns', async () => {
    const orders = await add({ topics: ['user/order/*', 'user/order/*', 'user/order/paid'] });
    const contacts = await add({ topics: ['user/contact/*'] });
    const of = async (topic: string) =>
      (await store.list(test.database, workspaceId, { topic }, { limit: 9 })).items.map(
        ({ id }) => id,
      );

    expect(orders.topics).toEqual(['user/order/*', 'user/order/paid']);
    expect(await of('user/order/paid')).toEqual([orders.id]);
    expect(await of('user/contact/created')).toEqual([contacts.id]);
    expect(await of('user/other/created')).toEqual([]);
  });

  it('M19: leave no field out of the data unless they say so', async () => {
    const { id, settings } = await add();

    const after = await changed(id, { exclude_fields: ['content', 'tokens'] });

    expect(settings.exclude_fields).toEqual([]);
    expect(after.settings.exclude_fields).toEqual(['content', 'tokens']);
  });

  it('change where a change says so, which the epoch tells, and are noted as changed by hand', async () => {
    const before = await add({ headers: { 'X-Key': 'value' } });
    const epoch = await readEpoch(test.database);

    const after = await changed(before.id, { name: 'Renamed', timeout_s: 3 });

    expect(after).toMatchObject({
      name: 'Renamed',
      url: before.url,
      topics: before.topics,
      sealed: before.sealed,
      updatedBy: 'changer',
      createdBy: 'tester',
      settings: { ...before.settings, timeout_s: 3, connect_timeout_s: 3 },
    });
    expect(after.editedAt).toEqual(after.updatedAt);
    expect(after.changedEpoch).toBeGreaterThan(epoch);
  });

  it('hold their secrets sealed, and open to whoever sends', async () => {
    const { id, sealed } = await add({
      headers: { Authorization: 'Basic very-secret', 'X-Other': 'also-secret' },
    });

    const [sendable] = await loadSendable(test.database, testSecretBox, [id, newId()]);

    expect(sealed).not.toContain('secret');
    expect(sendable).toMatchObject({
      endpoint: { id, settings: { header_names: ['Authorization', 'X-Other'] } },
      secrets: {
        headers: { Authorization: 'Basic very-secret', 'X-Other': 'also-secret' },
        auth: null,
        client_key: null,
      },
      keys: [{ secret: expect.stringMatching(/^whsec_/), privateKey: null, validUntil: null }],
    });
  });

  it('can be disabled and enabled, which clears their health', async () => {
    const { id } = await add();
    await test.database.execute(
      `update endpoint_health set consecutive_failures = 12, failing_since = now(), failed_attempts = 12,
         circuit = 'open', circuit_opened_at = now(), next_probe_at = now(), probe_delay_s = 60,
         paused_until = now() + interval '1 minute', is_warned = true, last_failure_at = now(),
         last_success_at = now(), last_notice_at = now(), starts = '[[1, 2]]'
       where endpoint_id = $1`,
      [id],
    );

    const off = await changed(id, { enabled: false });
    const stillOff = await changed(id, { name: 'Off' });
    expect((await health(id)).consecutiveFailures).toBe(12);
    const on = await changed(id, { enabled: true });

    expect(off).toMatchObject({
      enabled: false,
      disabledReason: 'user',
      disabledAt: expect.any(Date),
    });
    expect(stillOff.disabledAt).toEqual(off.disabledAt);
    expect(on).toMatchObject({ enabled: true, disabledReason: null, disabledAt: null });
    const { starts, ...cleared } = await health(id);
    expect(starts).toEqual([[1, 2]]);
    expect(cleared).toEqual({
      ...cleared,
      consecutiveFailures: 0,
      failingSince: null,
      failedAttempts: 0,
      lastSuccessAt: null,
      lastFailureAt: null,
      lastNoticeAt: null,
      isWarned: false,
      pausedUntil: null,
      circuit: 'closed',
      circuitOpenedAt: null,
      nextProbeAt: null,
      probeDelayS: null,
    });
  });

  it('keep the reason for which they were disabled until they are enabled', async () => {
    const { id } = await add();
    await test.database.execute(
      `update endpoints set enabled = false, disabled_reason = 'gone', disabled_at = now() where id = $1`,
      [id],
    );

    expect(await changed(id, { enabled: false })).toMatchObject({ disabledReason: 'gone' });
  });

  it('ask anew for the grant of the origin when the URL or the wish for it changes', async () => {
    const fields = { format: 'cloudevents', verify_origin: true };
    const { id } = await add(fields);
    const grant = () =>
      test.database.execute(
        `update endpoint_health set origin_granted_at = now(), origin_rate = 60, origin_attempts = 3,
           origin_next_at = null where endpoint_id = $1`,
        [id],
      );
    const asked = { originGrantedAt: null, originRate: null, originAttempts: 0 };

    expect(await health(id)).toMatchObject({ ...asked, originNextAt: expect.any(Date) });
    await grant();
    await changed(id, { name: 'Renamed', url: 'https://receiver.example/hook' });
    expect(await health(id)).toMatchObject({ originRate: 60, originGrantedAt: expect.any(Date) });
    await changed(id, { url: 'https://receiver.example/other' });
    expect(await health(id)).toMatchObject({ ...asked, originNextAt: expect.any(Date) });
    await grant();
    await changed(id, { verify_origin: false });
    expect(await health(id)).toMatchObject({ ...asked, originNextAt: null });
    await changed(id, { verify_origin: true });
    expect(await health(id)).toMatchObject({ ...asked, originNextAt: expect.any(Date) });
  });

  it('keep the order of the events of their Workspace while one is fifo and enabled', async () => {
    expect(await keepsOrder()).toBe(false);
    const { id } = await add({ ordering: 'fifo', ordering_key: 'data.id' });
    expect(await keepsOrder()).toBe(true);
    await changed(id, { enabled: false });
    expect(await keepsOrder()).toBe(false);
    await changed(id, { enabled: true });
    expect(await keepsOrder()).toBe(true);
    const other = await add({ ordering: 'fifo' });
    await remove(id);
    expect(await keepsOrder()).toBe(true);
    await changed(other.id, { ordering: 'none' });
    expect(await keepsOrder()).toBe(false);
  });

  it('lose their secrets when they are deleted, and can be neither read, changed nor sent to', async () => {
    const [{ id }, other] = [await add({ headers: { 'X-A': 'a' } }), await add()];

    expect([await remove(id), await remove(id)]).toEqual([true, false]);

    const sealed = await test.database.query(
      `select endpoint_id as id from endpoint_keys where workspace_id = $1
       union all select id from endpoints where workspace_id = $1 and sealed is not null`,
      [workspaceId],
    );
    expect(sealed).toEqual([{ id: other.id }]);
    expect(await store.find(test.database, workspaceId, id)).toBeUndefined();
    expect(await patch(id, { name: 'Gone' })).toBeUndefined();
    expect(await loadSendable(test.database, testSecretBox, [id])).toEqual([]);
  });

  it('end with their Workspace', async () => {
    const [one, two] = [await add({ ordering: 'fifo' }), await add()];
    const other = (await addEndpoint(test.database, await addWorkspace(test.database))).endpoint;

    await test.database.transaction((tx) => store.deleteAll(tx, workspaceId));

    const left = await loadSendable(test.database, testSecretBox, [one.id, two.id, other.id]);
    expect(left.map(({ endpoint }) => endpoint.id)).toEqual([other.id]);
    expect(await keepsOrder()).toBe(false);
  });

  it('are nothing to another Workspace', async () => {
    const { id } = await add();
    const other = await addWorkspace(test.database);

    expect(await patch(id, { name: 'Mine' }, other)).toBeUndefined();
    expect(await remove(id, other)).toBe(false);
    expect(await store.find(test.database, other, id)).toBeUndefined();
    expect((await store.list(test.database, other, {}, { limit: 9 })).items).toEqual([]);
  });

  it('are listed newest first, page by page, and by what is asked for', async () => {
    const one = await add({ name: 'Alpha', url: 'https://a.example/' });
    const two = await add({ name: 'Beta', url: 'https://b.example/x', enabled: false });
    const three = await add({ name: 'Gamma', url: 'https://c.example/' });
    await test.database.execute(
      `update endpoint_health set circuit = 'open', failing_since = now() where endpoint_id = $1`,
      [three.id],
    );
    const listed = async (filters: object, page = { limit: 9 }) => {
      const { items } = await store.list(test.database, workspaceId, filters, page);
      return items.map(({ id }) => id);
    };

    expect(await listed({})).toEqual([three.id, two.id, one.id]);
    const first = await store.list(test.database, workspaceId, {}, { limit: 2 });
    expect(await listed({}, { limit: 2, cursor: first.nextCursor! } as never)).toEqual([one.id]);
    expect(await listed({ q: 'BETA' })).toEqual([two.id]);
    expect(await listed({ q: 'example/x' })).toEqual([two.id]);
    expect(await listed({ q: '%' })).toEqual([]);
    expect(await listed({ enabled: true })).toEqual([three.id, one.id]);
    expect(await listed({ health: 'disabled' })).toEqual([two.id]);
    expect(await listed({ health: 'circuit_open' })).toEqual([three.id]);
    expect(await listed({ health: 'healthy' })).toEqual([one.id]);
    expect(await listed({ health: 'failing' })).toEqual([]);
    for (const state of ['disabled', 'circuit_open', 'healthy'] as const) {
      for (const id of await listed({ health: state })) {
        const endpoint = (await store.find(test.database, workspaceId, id))!;
        expect(shownHealthOf(endpoint, await health(id), new Date()).state).toBe(state);
      }
    }
  });

  it(`are at most ${MAX_ENDPOINTS}`, async () => {
    await add();
    await test.database.execute(
      `insert into endpoints (id, workspace_id, name, url, topics, settings, changed_epoch)
       select gen_random_uuid(), workspace_id, name, url, topics, settings, changed_epoch
       from endpoints, generate_series(2, ${MAX_ENDPOINTS}) where workspace_id = $1`,
      [workspaceId],
    );

    await expect(add()).rejects.toThrow(/at most 1000 endpoints/);
  });
});

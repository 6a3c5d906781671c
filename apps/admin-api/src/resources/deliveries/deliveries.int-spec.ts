import { givenDelivery } from '@millwright/delivery/testing';
import { newId, type Id } from '@millwright/kernel';
import { startHttpPeer, type HttpPeer } from '@millwright/testing';
import { openAdminApi, type Loose, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
let peer: HttpPeer;
let workspaceId: Id;
beforeAll(async () => {
  peer = await startHttpPeer();
  api = await openAdminApi({ NET_ALLOW: '127.0.0.1' });
  [{ id: workspaceId }] = (await api.platform.database.query<{ id: Id }>(
    `select id from workspaces where slug = 'main'`,
  )) as [{ id: Id }];
}, 60_000);
afterAll(async () => {
  await api.close();
  await peer.close();
});

const endpoint = async (fields: object = {}): Promise<Id> => {
  const body = { name: 'a', url: peer.url, topics: ['user/order/*'], ...fields };
  return (await api.ask('POST', 'endpoints', { body })).body.id;
};
const delivery = (endpointId: Id, more: object = {}): Promise<Id> =>
  givenDelivery(api.platform.database, { workspaceId, endpointId, ...more });

describe('deliveries', () => {
  it('are listed, read, replayed and cancelled, and the audit log says by whom', async () => {
    const endpoint_id = await endpoint();
    const id = await delivery(endpoint_id, { state: 'failed', attempts: 2 });

    const list = await api.ask('GET', `deliveries?endpoint_id=${endpoint_id}&status=failed`);
    expect(list.body).toMatchObject({ data: [{ id, status: 'failed' }], next_cursor: null });
    expect((await api.ask('GET', `deliveries/${id}`)).body).toMatchObject({
      id,
      body: '{"a":1.0}',
    });
    for (const path of [`deliveries/${id}/attempts`, `endpoints/${endpoint_id}/attempts`]) {
      const { body } = await api.ask('GET', path);
      expect(body.data.map(({ number }: Loose) => number)).toEqual([2, 1]);
    }
    const early = await api.ask('POST', `deliveries/${id}/cancel`);
    expect([early.status, early.body.code]).toEqual([409, 'not_cancellable']);
    const replayed = await api.ask('POST', `deliveries/${id}/replay`);
    expect(replayed).toMatchObject({ status: 202, body: { id, status: 'due' } });
    const cancelled = await api.ask('POST', `deliveries/${id}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { id, status: 'cancelled' } });
    const log = await api.ask('GET', 'audit-log?resource=deliveries');
    expect(log.body.data.map(({ action }: Loose) => action)).toEqual(['cancel', 'replay']);
  });

  it('are shown with the event that they carry', async () => {
    const endpoint_id = await endpoint();
    const { body: event } = await api.ask('POST', 'events', { body: { topic: 'user/order/paid' } });
    const id = await delivery(endpoint_id, { eventId: event.id });

    const { body } = await api.ask('GET', `events/${event.id}`);
    expect(body.deliveries).toEqual([{ id, endpoint_id, status: 'due' }]);
  });

  it.each([
    'deliveries?status=broken',
    'deliveries?endpoint_id=nothing',
    'deliveries?since=yesterday',
    'deliveries?test=maybe',
    'deliveries?cursor=!!',
    'deliveries?colour=red',
  ])('are not listed by nonsense: %s', async (path) => {
    expect(await api.ask('GET', path)).toMatchObject({ status: 422, body: { code: 'invalid' } });
  });

  it('of another id are not there', async () => {
    for (const path of ['', '/attempts']) {
      expect((await api.ask('GET', `deliveries/${newId()}${path}`)).status).toBe(404);
      expect((await api.ask('GET', `deliveries/none${path}`)).status).toBe(404);
    }
    for (const path of ['replay', 'cancel']) {
      expect((await api.ask('POST', `deliveries/${newId()}/${path}`)).status).toBe(404);
    }
  });

  it('take the rights of deliveries', async () => {
    const tokenOf = async (scope: string) =>
      (await api.ask('POST', 'tokens', { body: { scopes: [scope] } })).body.token as string;
    const asked = async (method: string, scope: string, path: string) =>
      (await api.ask(method, path, { token: await tokenOf(scope) })).status;

    expect(await asked('GET', 'deliveries:read', 'deliveries')).toBe(200);
    expect(await asked('GET', 'endpoints:write', 'deliveries')).toBe(403);
    expect(await asked('POST', 'deliveries:read', `deliveries/${newId()}/replay`)).toBe(403);
  });
});

describe('recovering', () => {
  it('counts, and begins in the background', async () => {
    const id = await endpoint();
    await delivery(id, { state: 'failed' });
    const since = new Date(Date.now() - 60_000).toISOString();

    const dry = await api.ask('POST', `endpoints/${id}/recover`, {
      body: { since, dry_run: true },
    });
    const begun = await api.ask('POST', `endpoints/${id}/recover`, {
      body: { since, kind: 'both' },
    });

    expect(dry).toMatchObject({ status: 202, body: { failed: 1, missing: 0, complete: true } });
    expect(begun).toMatchObject({ status: 202, body: { failed: 1, missing: 0, complete: true } });
    expect(await api.platform.database.query('select state from recoveries')).toHaveLength(1);
  });

  it('is refused for what is not kept, for nonsense, and while the endpoint is disabled', async () => {
    const id = await endpoint();
    const since = new Date(Date.now() - 60_000).toISOString();
    const asked = async (body: object, of = id) =>
      (await api.ask('POST', `endpoints/${of}/recover`, { body })).status;

    expect(await asked({})).toBe(422);
    expect(await asked({ since: '2001-01-01T00:00:00Z' })).toBe(422);
    expect(await asked({ since, until: '2001-01-01T00:00:00Z' })).toBe(422);
    expect(await asked({ since, kind: 'all' })).toBe(422);
    expect(await asked({ since, topics: ['con*'] })).toBe(422);
    expect(await asked({ since }, newId())).toBe(404);
    expect(await asked({ since }, await endpoint({ enabled: false }))).toBe(409);
  });
});

describe('flushing', () => {
  const batched = { mode: 'batched', topics: ['user/batch/*'] };
  const items = (id: Id): Promise<Id[]> =>
    api.platform.database
      .query<{ id: Id }>('select event_id as id from endpoint_items where endpoint_id = $1', [id])
      .then((rows) => rows.map((row) => row.id));
  const given = async (id: Id): Promise<Id> => {
    const { body } = await api.ask('POST', 'events', { body: { topic: 'user/batch/a', data: 1 } });
    await api.platform.database.execute(
      'insert into endpoint_items (endpoint_id, event_id, workspace_id) values ($1, $2, $3)',
      [id, body.id, workspaceId],
    );
    return body.id;
  };

  it('makes deliveries of pending items, of a range or of all', async () => {
    const id = await endpoint(batched);
    const [one, other] = [await given(id), await given(id)];

    const range = { from_event_id: one, to_event_id: one };
    const part = await api.ask('POST', `endpoints/${id}/flush`, { body: range });
    expect(part).toMatchObject({ status: 202, body: { endpoints: 1, items: 1, deliveries: 1 } });
    expect(await items(id)).toEqual([other]);
    const all = await api.ask('POST', 'endpoints/flush');
    expect(all).toMatchObject({ status: 202, body: { items: 1, deliveries: 1 } });
    expect(await items(id)).toEqual([]);
  });

  it('is refused for half a range and for a disabled endpoint, and nothing for an immediate one', async () => {
    const id = await endpoint(batched);
    const flush = (of: Id, body = {}) => api.ask('POST', `endpoints/${of}/flush`, { body });

    expect((await flush(id, { from_event_id: newId() })).status).toBe(422);
    expect((await flush(await endpoint({ ...batched, enabled: false }))).status).toBe(409);
    expect(await flush(await endpoint())).toMatchObject({
      status: 200,
      body: { endpoints: 0, items: 0, deliveries: 0 },
    });
    expect((await flush(newId())).status).toBe(404);
  });
});

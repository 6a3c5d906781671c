import { newId, type Id } from '@millwright/kernel';
import { startHttpPeer, type HttpPeer, type PeerReply } from '@millwright/testing';
import { openAdminApi, type Loose, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
let peer: HttpPeer;
let reply: PeerReply = 204;
beforeAll(async () => {
  peer = await startHttpPeer(() => reply, '127.0.0.2');
  api = await openAdminApi({ NET_ALLOW: '127.0.0.2' });
}, 60_000);
afterAll(async () => {
  await api.close();
  await peer.close();
});
beforeEach(() => {
  reply = 204;
  peer.requests.length = 0;
});

const fields = (more: object = {}) => ({
  name: 'a',
  url: peer.url,
  topics: ['user/order/*'],
  ...more,
});
const endpoint = async (more: object = {}): Promise<Id> =>
  (await api.ask('POST', 'endpoints', { body: fields(more) })).body.id;
const tested = (id: Id, body: object = {}) => api.ask('POST', `endpoints/${id}/test`, { body });
const rows = (text: string, params: unknown[] = []) =>
  api.platform.database.query<Loose>(text, params);

describe('the test of an endpoint', () => {
  it('renders a transformation within the limits of its Workspace', async () => {
    const ws = (await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'tight', name: 'T' } }))
      .body.slug;
    const at = `/api/v1/workspaces/${ws}`;
    const render_limits = { output_bytes: 10 };
    const set = await api.ask('PATCH', `${at}/settings`, { body: { render_limits } });
    expect(set.status).toBe(200);
    const dry = (transformation: string) =>
      api.ask('POST', `${at}/endpoints/test`, {
        body: { ...fields({ transformation }), dry_run: true },
      });

    expect(await dry('"123"')).toMatchObject({ status: 200 });
    expect(await dry('"1234567890"')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'transformation', message: expect.stringContaining('10 bytes') }] },
    });
  });

  it('is one request, and ok on 204; health, counters and pending items stay (D21)', async () => {
    const id = await endpoint();
    const before = await rows('select * from endpoint_health where endpoint_id = $1', [id]);

    const { status, body } = await tested(id, { data: { total: 1 } });

    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, attempt: { number: 1, status_code: 204, error: null } });
    expect(peer.requests).toHaveLength(1);
    const [request] = peer.requests;
    expect(request!.headers).toMatchObject({
      ...{ 'x-millwright-test': 'true', 'webhook-id': body.delivery_id },
      ...{ 'x-millwright-topic': 'user/order/test', 'x-millwright-attempt': '1' },
    });
    expect(request!.headers['webhook-signature']).toMatch(/^v1,/);
    expect(body.request.body).toBe(request!.body.toString());
    expect(await rows('select * from endpoint_health where endpoint_id = $1', [id])).toEqual(
      before,
    );
    expect(await rows('select 1 from delivery_queue where endpoint_id = $1', [id])).toEqual([]);
    const kept = await api.ask('GET', `deliveries/${body.delivery_id}`);
    expect(kept.body).toMatchObject({
      test: true,
      status: 'succeeded',
      attempts: 1,
      attempts_max: 1,
    });
    const attempts = await api.ask('GET', `deliveries/${body.delivery_id}/attempts`);
    expect(attempts.body.data).toMatchObject([{ number: 1, status_code: 204 }]);
  });

  it('is not ok on 500 and on a closed port, and works on a disabled endpoint (D21)', async () => {
    reply = 500;
    const failing = await tested(await endpoint({ enabled: false }));
    const closed = await startHttpPeer(() => 200, '127.0.0.2');
    await closed.close();
    const unreachable = await tested(await endpoint({ url: closed.url }));

    expect(failing.body).toMatchObject({ ok: false, attempt: { error: { code: 'http_status' } } });
    expect(unreachable).toMatchObject({
      status: 200,
      body: { ok: false, attempt: { error: { code: 'endpoint_unreachable' } } },
    });
  });

  it.each([
    [{ url: '' }, 'url', 'No URL specified'],
    [{ url: '   ' }, 'url', 'No URL specified'],
    [{ topics: [] }, 'topics', 'No topics selected'],
    [{ topics: null }, 'topics', 'No topics selected'],
    [{ url: 'http://localhost' }, 'url', 'Access to private addresses is not allowed.'],
    [{ url: 'http://10.0.0.1/' }, 'url', 'Access to private addresses is not allowed.'],
  ])('of an unsaved one is refused with %j (M27)', async (wrong, path, message) => {
    const { status, body } = await api.ask('POST', 'endpoints/test', { body: fields(wrong) });

    expect([status, body.errors]).toEqual([422, [{ path, message }]]);
    expect(peer.requests).toEqual([]);
  });

  it('of an unsaved one stores nothing', async () => {
    const count = () => rows('select count(*) as count from deliveries');
    const before = await count();

    const { name: _none, ...unnamed } = fields();
    const { body } = await api.ask('POST', 'endpoints/test', { body: unnamed });

    expect(body).toMatchObject({ ok: true, delivery_id: null, attempt: { delivery_id: null } });
    expect(peer.requests).toHaveLength(1);
    expect(await count()).toEqual(before);
  });

  it.each([
    ['standard', (body: Loose) => [body.type, body.data, typeof body.timestamp]],
    [
      'mautic',
      (body: Loose) => ['user/order/paid', { a: 1 }, typeof body['user/order/paid'][0].timestamp],
    ],
    ['cloudevents', (body: Loose) => [body.type, body.data, typeof body.time]],
  ])('has a body of the same shape as real ones: %s (M28)', async (format, shown) => {
    const id = await endpoint({ format });

    await tested(id, { topic: 'user/order/paid', data: { a: 1 } });

    const body = JSON.parse(peer.requests[0]!.body.toString());
    expect(shown(body)).toEqual(['user/order/paid', { a: 1 }, 'string']);
  });

  it('takes the latest real event of the first known topic, but not for who may not read events', async () => {
    const topics = ['user/sample/*'];
    await api.ask('POST', 'events', { body: { topic: 'user/sample/b', data: 'other' } });
    await api.ask('POST', 'events', { body: '{"topic":"user/sample/a","data":{"price":1.10}}' });
    const id = await endpoint({ topics, format: 'raw' });
    const { token } = (await api.ask('POST', 'tokens', { body: { scopes: ['endpoints:write'] } }))
      .body;

    await tested(id);
    await api.ask('POST', `endpoints/${id}/test`, { body: {}, token });

    expect(peer.requests.map(({ body }) => body.toString())).toEqual([
      ...['{"price":1.10}', '{"test":true}'],
    ]);
  });

  it('takes the preview event of a task where nothing real came', async () => {
    const preview = { event_attributes: { topic: 'user/previewed/now', data: { n: 1 } } };
    await api.ask('POST', 'tasks', {
      body: {
        ...{ name: 'a', subscriptions: ['user/previewed/now'] },
        preview_event_definitions: [preview],
      },
    });

    await tested(await endpoint({ topics: ['user/previewed/**'], format: 'raw' }));

    expect(peer.requests[0]!.body.toString()).toBe('{"n":1}');
  });

  it('of a batched one has an item for each known topic that matches', async () => {
    for (const verb of ['a', 'b', 'c']) {
      await api.ask('POST', 'events', { body: { topic: `user/many/${verb}`, data: verb } });
    }
    const id = await endpoint({
      ...{ topics: ['user/many/*'], format: 'raw', mode: 'batched', batch_limit: 2 },
    });

    await tested(id);

    expect(peer.requests[0]!.body.toString()).toBe('["a","b"]');
  });

  it('only shows the request in a dry run', async () => {
    const id = await endpoint({ headers: { 'X-Own': 'secret of ours' } });

    const { body, text } = await tested(id, { data: 1, dry_run: true });

    expect(body).toMatchObject({ ok: true, delivery_id: null, attempt: null });
    expect(body.request.headers).toMatchObject({ 'X-Own': '***', 'X-Millwright-Test': 'true' });
    expect(text).not.toContain('secret of ours');
    expect(peer.requests).toEqual([]);
  });

  it('shows in a dry run that a token would be sent, and asks nobody for one', async () => {
    const token_url = `${peer.url}/token`;
    const auth = { type: 'oauth2', token_url, client_id: 'us', client_secret: 'secret of ours' };
    const id = await endpoint({ auth });

    const { status, body, text } = await tested(id, { data: 1, dry_run: true });

    expect(status).toBe(200);
    expect(body.request.headers).toMatchObject({ Authorization: '***' });
    expect(text).not.toContain('secret of ours');
    expect(peer.requests).toEqual([]);
  });

  it('counts in the rate limit', async () => {
    const id = await endpoint({ rate_limit: { limit: 1, period: 'hour' } });

    expect((await tested(id)).status).toBe(200);
    expect(await tested(id)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(peer.requests).toHaveLength(1);
  });

  it('is refused where the name leads to a private address, and leaves nothing behind', async () => {
    const url = `http://127.0.0.1:${peer.port}`;
    const id = await endpoint();
    await api.platform.database.execute('update endpoints set url = $2 where id = $1', [id, url]);

    const { status, body } = await tested(id);

    expect([status, body.errors]).toEqual([
      422,
      [{ path: 'url', message: 'Access to private addresses is not allowed.' }],
    ]);
    expect(await rows('select 1 from deliveries where endpoint_id = $1', [id])).toEqual([]);
  });

  it('is refused for what is not there, and for nonsense', async () => {
    expect((await tested(newId())).status).toBe(404);
    expect((await tested(await endpoint(), { topic: 'no topic' })).status).toBe(422);
    expect((await tested(await endpoint(), { colour: 'red' })).status).toBe(422);
  });
});

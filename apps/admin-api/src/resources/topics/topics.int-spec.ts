import { openAdminApi, type Loose, type OpenAdminApi } from '../../testing/open-admin-api.ts';

const base = '/api/v1/workspaces/topics';
let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
  await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'topics' } });
}, 60_000);
afterAll(() => api.close());

const make = (resource: string, body: object) => api.ask('POST', `${base}/${resource}`, { body });
const list = async (query = ''): Promise<Loose> =>
  (await api.ask('GET', `${base}/topics${query}`)).body;

describe('the topics of a Workspace', () => {
  it('are those that were seen, counted, and those that something names, sorted', async () => {
    expect(await list()).toEqual({ data: [], next_cursor: null });
    await make('events', { topic: 'user/order/paid' });
    await make('events', { topic: 'user/contact/created' });
    const { id } = (await make('events', { topic: 'user/order/paid' })).body;
    await api.ask('POST', 'events', { body: { topic: 'user/other/workspace' } });
    await make('webhooks', { name: 'a', topic: 'user/hook/plain' });
    await make('webhooks', { name: 'b', topic: 'user/github/{hint}' });
    await make('tasks', { name: 'a', subscriptions: ['user/task/run', 'user/task/late+1.hour'] });
    const topics = ['user/endpoint/named', 'user/order/paid', 'user/**', 'user/order'];
    await make('endpoints', { name: 'a', url: 'https://a.example/', topics });

    const { data, next_cursor } = await list();

    expect(data.map(({ topic, count }: Loose) => [topic, count])).toEqual([
      ['user/contact/created', 1],
      ['user/endpoint/named', 0],
      ['user/hook/plain', 0],
      ['user/order/paid', 2],
      ['user/task/late', 0],
      ['user/task/run', 0],
    ]);
    expect(data[3]).toMatchObject({ last_event_id: id, last_seen_at: expect.any(String) });
    expect(data[1]).toMatchObject({ last_event_id: null, last_seen_at: null });
    expect(next_cursor).toBeNull();
  });

  it('come page by page', async () => {
    const whole = (await list()).data;
    const pages = [];
    let query = '?limit=1';
    for (let page = await list(query); ; page = await list(query)) {
      pages.push(...page.data);
      if (page.next_cursor === null) break;
      query = `?limit=1&cursor=${page.next_cursor}`;
    }

    expect(pages).toEqual(whole);
  });

  it('are for who may read endpoints', async () => {
    const tokenOf = async (scope: string) =>
      (await make('tokens', { scopes: [scope] })).body.token as string;
    const ask = async (scope: string) =>
      (await api.ask('GET', `${base}/topics`, { token: await tokenOf(scope) })).status;

    expect(await ask('endpoints:read')).toBe(200);
    expect(await ask('tasks:read')).toBe(403);
  });
});

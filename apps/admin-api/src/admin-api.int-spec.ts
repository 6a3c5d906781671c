import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from './testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from './testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

describe('the admin API', () => {
  it('says that it is ready, without a token', async () => {
    const { status } = await api.ask('GET', '/health/ready', { token: null });

    expect(status).toBe(200);
  });

  it('has the Workspace main from the start', async () => {
    const { body } = await api.ask('GET', '/api/v1/workspaces');

    expect(body.data.map(({ slug }: { slug: string }) => slug)).toEqual(['main']);
    expect(body.next_cursor).toBeNull();
  });

  it('answers what is nowhere with a 404 and what has another method with a 405', async () => {
    const nowhere = await api.ask('GET', '/api/v1/nothing');
    const wrong = await api.ask('DELETE', 'webhooks');

    expect(nowhere.status).toBe(404);
    expect(nowhere.headers.get('content-type')).toContain('application/problem+json');
    expect(nowhere.body).toMatchObject({
      code: 'not_found',
      status: 404,
      type: '/problems/not_found',
    });
    expect(nowhere.body.request_id).toBe(nowhere.headers.get('x-request-id'));
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST, GET, HEAD');
  });

  it('says where malformed JSON goes wrong', async () => {
    const { status, body } = await api.ask('POST', 'webhooks', { body: '{"name":"x",\n oops}' });

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_json', line: 2, column: 2 });
  });

  it('lists every fault of a body by its path', async () => {
    const { status, body } = await api.ask('POST', 'webhooks', {
      body: { name: '', topic: 'shop/order/created', colour: 'red', rate_limit: { requests: 0 } },
    });

    expect(status).toBe(422);
    expect(body.code).toBe('invalid');
    const paths = body.errors.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual([
      'colour',
      'name',
      'rate_limit.per_seconds',
      'rate_limit.requests',
      'topic',
    ]);
  });

  it.each([
    ['a body that is no object', '[1]', 'application/json', 422],
    ['another content type', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['a body above the limit', `{"name":"${'x'.repeat(5_000_000)}"}`, 'application/json', 413],
    [
      'nesting of 10,000 levels',
      `{"name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      'application/json',
      400,
    ],
    ['a NUL in a name', '{"name":"a\\u0000b","topic":"user/a/b"}', 'application/json', 422],
    [
      'a lone surrogate in a document',
      '{"name":"a","topic":"user/a/b","dedupe":{"by":"path:\\ud800"}}',
      'application/json',
      422,
    ],
    [
      'a member called __proto__',
      '{"__proto__":{},"name":"a","topic":"user/a/b"}',
      'application/json',
      422,
    ],
  ])('refuses %s', async (_what, body, type, expected) => {
    const { status } = await api.ask('POST', 'webhooks', {
      body,
      headers: { 'content-type': type },
    });

    expect(status).toBe(expected);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const response = await fetch(`${api.url}/api/v1/workspaces/main/webhooks`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer the-instance-admin-token-of-tests',
        'content-type': 'application/json',
      },
      body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_encoding' });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['colour=red', 'colour'],
    ['status=odd', 'status'],
    ['topic=%00', 'topic'],
    ['webhook_id=7', 'webhook_id'],
    ['created_from=yesterday', 'created_from'],
    ['topic=a&topic=b', 'topic'],
  ])('refuses the query %s', async (query, path) => {
    const { status, body } = await api.ask('GET', `events?${query}`);

    expect(status).toBe(422);
    expect(body.errors[0].path).toBe(path);
  });

  it.each(['webhooks', 'tasks', 'events', 'task-runs', 'action-runs', 'cache-endpoints', 'tokens'])(
    'knows no %s by ids that are none, or that nobody gave out',
    async (resource) => {
      const none = await api.ask('GET', `${resource}/7`);
      const unknown = await api.ask('GET', `${resource}/019a9c1e-7c00-7000-8000-000000000001`);

      expect([none.status, unknown.status]).toEqual([404, 404]);
    },
  );

  it('knows no Workspace by what is no slug', async () => {
    for (const slug of ['a%00b', 'A', '%F0%9F%92%A9']) {
      expect((await api.ask('GET', `/api/v1/workspaces/${slug}`)).status).toBe(404);
      expect((await api.ask('GET', `/api/v1/workspaces/${slug}/tasks`)).status).toBe(404);
    }
    expect((await api.ask('GET', '/api/v1/workspaces/%E0%A4%A')).status).toBe(404);
  });

  it('walks through a list page by page', async () => {
    for (const name of ['a', 'b', 'c']) await api.ask('POST', 'tasks', { body: { name } });

    const first = await api.ask('GET', 'tasks?limit=2');
    const second = await api.ask('GET', `tasks?limit=2&cursor=${first.body.next_cursor}`);

    const names = ({ body }: { body: Loose }) =>
      body.data.map(({ name }: { name: string }) => name);
    expect(names(first)).toEqual(['c', 'b']);
    expect(names(second)).toEqual(['a']);
    expect(second.body.next_cursor).toBeNull();
  });
});

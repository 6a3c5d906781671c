import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from '../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

describe('Workspaces', () => {
  it('are made, renamed and deleted with what is in them', async () => {
    const made = await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'shop-1' } });
    const { body: token } = await api.ask('POST', '/api/v1/workspaces/shop-1/tokens', { body: {} });
    const renamed = await api.ask('PATCH', '/api/v1/workspaces/shop-1', { body: { name: 'Shop' } });
    const twice = await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'shop-1' } });
    const deleted = await api.ask('DELETE', '/api/v1/workspaces/shop-1');

    expect([made.status, made.body.name]).toEqual([201, 'shop-1']);
    expect(renamed.body).toMatchObject({ slug: 'shop-1', name: 'Shop' });
    expect(twice.status).toBe(409);
    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', '/api/v1/workspaces/shop-1')).status).toBe(404);
    expect((await api.ask('GET', '/api/v1/workspaces/shop-1/webhooks')).body.code).toBe(
      'workspace_not_found',
    );
    expect(
      (await api.ask('GET', '/api/v1/workspaces/shop-1/webhooks', token)).status,
    ).toBeGreaterThan(400);
  });

  it('end the watches of their bulk operations with them, and no others', async () => {
    const { database } = api.platform;
    const made = async (slug: string): Promise<string> => {
      await api.ask('POST', '/api/v1/workspaces', { body: { slug } });
      const [row] = await database.query<{ id: string }>(
        `insert into watched_bulk_operations (id, workspace_id, event_id, task_id, connection_id,
           connection_name, api_version, operation_id, ask_at)
         select id, id, id, id, id, 'Shop', '2026-10', 'gid://shopify/BulkOperation/1', now()
         from workspaces where slug = $1 returning id`,
        [slug],
      );
      return row!.id;
    };
    const watched = [await made('bulk-ended'), await made('bulk-kept')];

    await api.ask('DELETE', '/api/v1/workspaces/bulk-ended');

    expect(
      await database.query('select id from watched_bulk_operations where id = any($1::uuid[])', [
        watched,
      ]),
    ).toEqual([{ id: watched[1] }]);
  });

  it.each(['', 'A', 'a_b', '-a', 'a-', 'x'.repeat(64), 'a/b'])(
    'refuses the slug "%s"',
    async (slug) => {
      expect((await api.ask('POST', '/api/v1/workspaces', { body: { slug } })).status).toBe(422);
    },
  );

  it('keeps main', async () => {
    expect((await api.ask('DELETE', '/api/v1/workspaces/main')).status).toBe(409);
  });
});

describe('webhooks', () => {
  it('are made with defaults, changed and deleted', async () => {
    const { body: made, status } = await api.ask('POST', 'webhooks', {
      body: { name: 'A', topic: 'user/a/b' },
    });
    const patched = await api.ask('PATCH', `webhooks/${made.id}`, {
      body: {
        enabled: false,
        allowed_origins: ['https://Shop.example'],
        dedupe: { by: 'body-sha256' },
      },
    });
    const listed = await api.ask('GET', 'webhooks');
    const deleted = await api.ask('DELETE', `webhooks/${made.id}`);

    expect(status).toBe(201);
    expect(made).toMatchObject({
      url: `https://hooks.example/webhooks/${made.id}`,
      enabled: true,
      data_mode: 'auto',
      provider: null,
      allowed_origins: null,
      last_received_at: null,
    });
    expect(patched.body).toMatchObject({
      name: 'A',
      enabled: false,
      allowed_origins: ['https://shop.example'],
    });
    expect(listed.body.data).toEqual([patched.body]);
    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', `webhooks/${made.id}`)).status).toBe(404);
    expect((await api.ask('DELETE', `webhooks/${made.id}`)).status).toBe(404);
  });
});

describe('events', () => {
  it('are published, listed, read, replayed and cancelled', async () => {
    const data = '{"price":1.0,"id":12345678901234567890,"nul":"\\u0000"}';
    const made = await api.ask('POST', 'events', { body: `{"topic":"user/a/b","data":${data}}` });
    const listed = await api.ask('GET', `events?topic=user/a/b&limit=1`);
    const replayed = await api.ask('POST', `events/${made.body.id}/replay`, {
      body: { data: { edited: true } },
    });
    const chosen = await api.ask('POST', `events/${made.body.id}/replay`, {
      body: { task_ids: [made.body.id] },
    });
    const cancelled = await api.ask('POST', `events/${made.body.id}/cancel`);

    expect(made.status).toBe(201);
    expect(made.text).toContain(`"data":${data}`);
    expect(made.body).toMatchObject({
      topic: 'user/a/b',
      source: 'api',
      status: 'pending',
      task_runs: [],
      children: [],
    });
    expect(listed.text).toContain(`"data":${data}`);
    expect(replayed.body).toMatchObject({
      replay_of: made.body.id,
      source: 'replay',
      data: { edited: true },
      task_ids: null,
    });
    expect(chosen.body.task_ids).toEqual([made.body.id]);
    expect(cancelled.body).toEqual({ id: made.body.id, cancelled: 1 });
  });

  it.each([
    [{ topic: 'shopify/orders/create' }, 422],
    [{ topic: 'user/a' }, 422],
    [{ topic: 'user/a/b', run_at: 'soon' }, 422],
    [{ topic: 'user/a/b', source: 'webhook' }, 422],
    [{ topic: 'user/a/b', data: 'x'.repeat(1_048_577) }, 413],
  ])('refuse %#', async (body, expected) => {
    expect((await api.ask('POST', 'events', { body })).status).toBe(expected);
  });

  it('wait when they are for later', async () => {
    const run_at = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await api.ask('POST', 'events', { body: { topic: 'user/a/b', run_at } });

    expect(body.run).toMatchObject({ status: 'scheduled', run_at });
    expect(body.data).toBeNull();
  });
});

describe('the cache', () => {
  it('keeps a value exactly under a key with slashes', async () => {
    const value = '{"b":1.0,"a":[12345678901234567890]}';
    const put = await api.ask('PUT', 'cache/shop/orders:1', {
      body: `{"value":${value},"ttl":60}`,
    });
    const encoded = await api.ask('GET', 'cache/shop%2Forders:1');
    const listed = await api.ask('GET', 'cache?prefix=shop/');
    const deleted = await api.ask('DELETE', 'cache/shop/orders:1');

    expect(put.status).toBe(200);
    expect(encoded.text).toContain(`"value":${value}`);
    expect(listed.body.data).toMatchObject([{ key: 'shop/orders:1', ttl: 60 }]);
    expect(deleted.status).toBe(204);
    expect((await api.ask('GET', 'cache/shop/orders:1')).status).toBe(404);
  });

  it.each([
    ['cache/a b', { value: 1 }, 422],
    [`cache/${'k'.repeat(513)}`, { value: 1 }, 422],
    ['cache/a', {}, 422],
    ['cache/a', { value: 1, ttl: 0 }, 422],
    ['cache/a', { value: 'x'.repeat(262_144) }, 413],
  ])('refuses %#', async (path, body, expected) => {
    expect((await api.ask('PUT', path, { body })).status).toBe(expected);
  });
});

describe('cache endpoints', () => {
  it('are made, listed page by page, changed and deleted', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      ids.unshift((await api.ask('POST', 'cache-endpoints', { body: { name, key: 'k' } })).body.id);
    }
    const first = await api.ask('GET', 'cache-endpoints?limit=2');
    const second = await api.ask('GET', `cache-endpoints?limit=2&cursor=${first.body.next_cursor}`);
    const patched = await api.ask('PATCH', `cache-endpoints/${ids[0]}`, {
      body: { enabled: false },
    });

    expect([...first.body.data, ...second.body.data].map(({ id }: Loose) => id)).toEqual(ids);
    expect(patched.body).toMatchObject({
      name: 'c',
      key: 'k',
      enabled: false,
      url: `https://hooks.example/cache/${ids[0]}`,
    });
    expect((await api.ask('DELETE', `cache-endpoints/${ids[0]}`)).status).toBe(204);
    expect(
      (await api.ask('POST', 'cache-endpoints', { body: { name: 'a', key: 'a b' } })).status,
    ).toBe(422);
  });
});

describe('settings', () => {
  it('have defaults, are changed one by one, and go back with null', async () => {
    const before = await api.ask('GET', 'settings');
    const changed = await api.ask('PATCH', 'settings', {
      body: { timezone: 'Europe/Berlin', retry: { max_attempts: 2 }, name: 'Mine' },
    });
    const back = await api.ask('PATCH', 'settings', { body: { timezone: null } });

    expect(before.body).toMatchObject({ name: 'Main', timezone: 'UTC', retention_days: 15 });
    expect(changed.body).toMatchObject({
      name: 'Mine',
      timezone: 'Europe/Berlin',
      retry: { max_attempts: 2, delays_seconds: [30, 76, 152, 308] },
    });
    expect(back.body).toMatchObject({ name: 'Mine', timezone: 'UTC', retry: { max_attempts: 2 } });
  });

  it.each([
    { timezone: 'Mars/Olympus' },
    { currency: 'euro' },
    { retention_days: 0 },
    { default_allowed_origins: ['*', 'https://a.example'] },
    { colour: 'red' },
    { locale: '!' },
  ])('refuse %j', async (body) => {
    expect((await api.ask('PATCH', 'settings', { body })).status).toBe(422);
  });
});

describe('the audit log', () => {
  it('says who did what, and nothing of refused writes', async () => {
    const { body: token } = await api.ask('POST', 'tokens', { body: { label: 'deploy' } });
    const { body: made } = await api.ask('POST', 'webhooks', {
      body: { name: 'Audited', topic: 'user/a/b' },
      token: token.token,
    });
    await api.ask('PATCH', `webhooks/${made.id}`, { body: { name: 'Renamed' } });
    await api.ask('PATCH', `webhooks/${made.id}`, { body: { name: '' } });

    const { body } = await api.ask('GET', `audit-log?resource=webhooks&resource_id=${made.id}`);

    expect(body.data).toMatchObject([
      { actor: 'admin', action: 'update', changes: { fields: ['name'] } },
      {
        actor: `token:${token.prefix} (deploy)`,
        action: 'create',
        address: expect.stringContaining('127.0.0.1'),
      },
    ]);
  });
});

describe('stats', () => {
  it('count what is open', async () => {
    const before = await api.ask('GET', 'stats');
    await api.ask('POST', 'events', { body: { topic: 'user/a/b' } });
    const after = await api.ask('GET', 'stats');

    expect(after.body.open.event.due).toBe(before.body.open.event.due + 1);
    expect(after.body.failures).toEqual([]);
  });
});

describe('the documentation', () => {
  it('is where a browser ends up that knows only the port', async () => {
    const home = await api.ask('GET', '/', { token: null });
    expect([home.status, home.text]).toEqual([200, (await api.ask('GET', '/api/docs')).text]);
  });

  it('is served with everything that it needs, without a token', async () => {
    const page = await api.ask('GET', '/api/docs', { token: null });
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);

    expect(page.headers.get('content-type')).toContain('text/html');
    for (const source of [...sources, '/api/openapi.json']) {
      expect((await api.ask('GET', source, { token: null })).status).toBe(200);
    }
    expect((await api.ask('GET', '/api/docs/..%2f..%2fpackage.json', { token: null })).status).toBe(
      404,
    );
  });
});

describe('lists of history', () => {
  it.each(['events', 'task-runs', 'action-runs', 'audit-log'])(
    'take any time as a bound of %s',
    async (list) => {
      for (const time of [
        '0000-01-01T00:00:00Z',
        '1969-12-31T00:00:00Z',
        '9999-12-31T23:59:59-23:59',
      ]) {
        const after = await api.ask('GET', `${list}?created_from=${time}`);
        const before = await api.ask('GET', `${list}?created_to=${time}`);

        expect([after.status, before.status]).toEqual([200, 200]);
      }
    },
  );
});

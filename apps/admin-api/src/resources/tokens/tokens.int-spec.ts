import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@millwright/testing';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const made = async (body: object): Promise<Loose> =>
  (await api.ask('POST', 'tokens', { body })).body;

describe('a token', () => {
  it('is shown once, and nothing of it is kept but a hash and a prefix', async () => {
    const created = await made({ label: 'ci' });
    const { body } = await api.ask('GET', `tokens/${created.id}`);
    const rows = await api.platform.database.query<object>('select * from tokens');

    expect(created.token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(body).not.toHaveProperty('token');
    expect(body).toMatchObject({
      prefix: created.token.slice(0, 10),
      label: 'ci',
      scopes: [],
      owner: 'admin',
    });
    expect(JSON.stringify(rows)).not.toContain(created.token);
  });

  it('is dead within a second of being revoked', async () => {
    const { id, token } = await made({});
    expect((await api.ask('GET', 'webhooks', { token })).status).toBe(200);

    await api.ask('DELETE', `tokens/${id}`);

    const isDead = async () => (await api.ask('GET', 'webhooks', { token })).status === 401;
    await until(isDead, { timeoutMs: 1_000 });
  });

  it('only reads when it is read-only', async () => {
    const { token } = await made({ read_only: true });

    const read = await api.ask('GET', 'webhooks', { token });
    const write = await api.ask('POST', 'webhooks', {
      token,
      body: { name: 'a', topic: 'user/a/b' },
    });

    expect(read.status).toBe(200);
    expect([write.status, write.body.code]).toEqual([403, 'read_only_token']);
  });

  it('does what its scopes say and nothing else', async () => {
    const { token } = await made({ scopes: ['webhooks:read', 'tasks:write'] });
    const statuses = [
      await api.ask('GET', 'webhooks', { token }),
      await api.ask('POST', 'webhooks', { token, body: { name: 'a', topic: 'user/a/b' } }),
      await api.ask('GET', 'tasks', { token }),
      await api.ask('POST', 'tasks', { token, body: { name: 'a' } }),
      await api.ask('GET', 'events', { token }),
    ].map(({ status }) => status);

    expect(statuses).toEqual([200, 403, 200, 201, 403]);
  });

  it('makes none that may do more than itself', async () => {
    const expires_at = new Date(Date.now() + 60_000).toISOString();
    const { token } = await made({ scopes: ['tokens:write', 'webhooks:write'], expires_at });
    const make = (body: object) => api.ask('POST', 'tokens', { token, body });
    const later = new Date(Date.now() + 120_000).toISOString();

    const statuses = [
      await make({ scopes: ['webhooks:read'], expires_at }),
      await make({ scopes: ['tasks:read'], expires_at }),
      await make({ expires_at }),
      await make({ scopes: ['webhooks:read'] }),
      await make({ scopes: ['webhooks:read'], expires_at: later }),
    ].map(({ status }) => status);

    expect(statuses).toEqual([201, 403, 403, 403, 403]);
  });

  it.each([
    { scopes: ['webhooks'] },
    { scopes: ['Webhooks:read'] },
    { scopes: ['nothing:read'] },
    { scopes: ['webhooks:paint'] },
    { expires_at: '2001-01-01T00:00:00Z' },
    { expires_at: 'tomorrow' },
    { colour: 'red' },
  ])('is refused for %j', async (body) => {
    expect((await api.ask('POST', 'tokens', { body })).status).toBe(422);
  });

  it('no longer opens anything once it has expired', async () => {
    const { id, token } = await made({});
    await api.platform.database.query(
      `update tokens set expires_at = now() - interval '1 second' where id = $1`,
      [id],
    );

    const { status } = await api.ask('GET', 'webhooks', { token });

    expect(status).toBe(401);
  });

  it('notes when it was used', async () => {
    const { id, token } = await made({});
    await api.ask('GET', 'webhooks', { token });

    const used = await until(async () => (await api.ask('GET', `tokens/${id}`)).body.last_used_at, {
      timeoutMs: 3_000,
    });

    expect(Date.parse(used)).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('where tokens live a day at most', () => {
  let strict: OpenAdminApi;
  beforeAll(async () => {
    strict = await openAdminApi({ MAX_TOKEN_EXPIRATION_DAYS: '1' });
  });
  afterAll(() => strict.close());

  it.each([
    [null, 24],
    [24 * 365, 24],
    [1, 1],
  ])('one that asks for %s hours has %s', async (asked, given) => {
    const inHours = (hours: number) => Date.now() + hours * 3_600_000;
    const expires_at = asked === null ? null : new Date(inHours(asked)).toISOString();

    const { status, body } = await strict.ask('POST', 'tokens', { body: { expires_at } });

    expect(status).toBe(201);
    expect(Math.abs(Date.parse(body.expires_at) - inHours(given))).toBeLessThan(60_000);
  });
});

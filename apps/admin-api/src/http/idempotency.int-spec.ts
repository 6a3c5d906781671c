import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../testing/open-admin-api.ts';
import type { OpenAdminApi } from '../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
});
afterAll(() => api.close());

const body = { name: 'Once', topic: 'user/a/b' };
const webhooks = async (): Promise<number> => (await api.ask('GET', 'webhooks')).body.data.length;
const make = (key: string, fields: object = body) =>
  api.ask('POST', 'webhooks', { body: fields, headers: { 'idempotency-key': key } });

describe('an idempotency key', () => {
  it('gives the same answer again and does nothing twice', async () => {
    const before = await webhooks();
    const first = await make('one');
    const again = await make('"one"');

    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await webhooks()).toBe(before + 1);
  });

  it('is refused for another request', async () => {
    await make('two');
    const other = await make('two', { ...body, name: 'Twice' });

    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('lets exactly one of simultaneous requests through', async () => {
    const before = await webhooks();
    const answers = await Promise.all(Array.from({ length: 8 }, () => make('three')));

    expect(await webhooks()).toBe(before + 1);
    for (const { status } of answers) expect([201, 409]).toContain(status);
  });

  it('stays free when the request was refused', async () => {
    const refused = await make('four', { ...body, name: '' });
    const accepted = await make('four');

    expect([refused.status, accepted.status]).toEqual([422, 201]);
  });

  it('belongs to one Workspace', async () => {
    await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'other' } });
    await make('five');
    const there = await api.ask('POST', '/api/v1/workspaces/other/webhooks', {
      body,
      headers: { 'idempotency-key': 'five' },
    });

    expect([there.status, there.headers.get('idempotent-replayed')]).toEqual([201, null]);
  });

  it('never keeps the text of a token', async () => {
    const make = () =>
      api.ask('POST', 'tokens', { body: {}, headers: { 'idempotency-key': 'six' } });
    const first = await make();
    const again = await make();
    const kept = await api.platform.database.query<object>('select * from idempotency_keys');

    expect(again.body.id).toBe(first.body.id);
    expect(again.body).not.toHaveProperty('token');
    expect(JSON.stringify(kept)).not.toContain(first.body.token);
  });

  it.each(['', 'a b', 'x'.repeat(256), 'café'])('is refused when it is "%s"', async (key) => {
    const { status, body: problem } = await make(encodeURI(key) === key ? key : 'a b');

    expect([status, problem.code]).toEqual([400, 'idempotency_key_invalid']);
  });
});

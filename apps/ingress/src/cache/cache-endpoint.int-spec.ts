import { createHash } from 'node:crypto';
import { CacheEndpointStore } from '@millwright/cache';
import { isUuid, newSecretId } from '@millwright/kernel';
import { until } from '@millwright/testing';
import type { Received, Sent } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const VALUE = '{"n": 1.0, "big":12345678901234567890}';
let ingress: TestIngress;
let id: string;

beforeAll(async () => {
  ingress = await startTestIngress();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);
beforeEach(async () => {
  await ingress.database.execute(`delete from cache_entries`);
  id = await endpoint(true);
});

const endpoint = async (enabled: boolean): Promise<string> => {
  const fields = { name: 'Result', key: 'result', enabled };
  const created = await ingress.database.transaction((tx) =>
    new CacheEndpointStore().create(tx, ingress.workspaceId, fields),
  );
  return created.id;
};

const keep = (value: string, seconds = 60): Promise<unknown> =>
  ingress.database.execute(
    `insert into cache_entries (workspace_id, key, value, ttl_seconds, expires_at)
     values ($1, 'result', $2, 60, now() + make_interval(secs => $3))`,
    [ingress.workspaceId, value, seconds],
  );

const ask = (sent: Sent = {}, path = `/cache/${id}`): Promise<Received> =>
  ingress.client.send(path, { method: 'GET', ...sent });

const hasCommonHeaders = ({ headers }: Received): void => {
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag, x-request-id',
  });
  expect(isUuid(String(headers['x-request-id']))).toBe(true);
};

describe('a cache endpoint', () => {
  it("serves the value's very text, query or not", async () => {
    await keep(VALUE);

    const answer = await ask({}, `/cache/${id}?x=1`);

    expect(answer).toMatchObject({ status: 200, text: VALUE });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers.etag).toMatch(/^"[^"]+"$/);
    hasCommonHeaders(answer);
  });

  it('serves a stored null as a value', async () => {
    await keep('null');

    expect(await ask()).toMatchObject({ status: 200, text: 'null' });
  });

  it('says null with 404 where there is nothing', async () => {
    const disabled = await endpoint(false);
    await keep('1', -1);

    for (const path of [
      `/cache/${id}`,
      `/cache/${disabled}`,
      `/cache/${newSecretId()}`,
      '/cache/x',
    ]) {
      const answer = await ask({}, path);
      expect(answer).toMatchObject({ status: 404, text: 'null' });
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      hasCommonHeaders(answer);
    }
  });

  it('answers HEAD as GET without the body', async () => {
    await keep(VALUE);

    const answer = await ask({ method: 'HEAD' });

    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(VALUE)));
    expect(answer.headers.etag).toBe((await ask()).headers.etag);
  });

  it('has nothing new for who has this very value', async () => {
    await keep(VALUE);
    const { etag } = (await ask()).headers;
    expect(etag).toBe(`"${createHash('sha256').update(VALUE).digest('base64url')}"`);

    for (const tag of [etag!, `"x", W/${etag}`, '*']) {
      const answer = await ask({ headers: { 'if-none-match': tag } });
      expect(answer).toMatchObject({ status: 304, text: '' });
      expect(answer.headers.etag).toBe(etag);
      hasCommonHeaders(answer);
    }
    expect((await ask({ headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('is open to browsers', async () => {
    const answer = await ask({
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-headers': 'if-none-match' },
    });

    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers['access-control-allow-methods']).toBe('GET, HEAD, OPTIONS');
    expect(answer.headers['access-control-allow-headers']).toBe('if-none-match');
    hasCommonHeaders(answer);
  });

  it('is only read', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await ask({ method });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS');
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'method_not_allowed' });
      hasCommonHeaders(answer);
    }
  });

  it('says when the database is away', async () => {
    ingress.postgres.cut();

    const answer = await ask();

    ingress.postgres.restore();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'unavailable' });
    await until(async () => (await ask()).status === 404);
  }, 20_000);
});

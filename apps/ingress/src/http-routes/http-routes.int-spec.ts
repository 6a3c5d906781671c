import { createHmac } from 'node:crypto';
import { bumpEpoch } from '@millwright/database';
import { httpRouteCreateSchema, HttpRouteStore, HttpRouteWriter } from '@millwright/job';
import { givenJobTask, type GivenJobTask } from '@millwright/job/testing';
import { silentLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { testSecretBox } from '@millwright/webhook/testing';
import type { Received, Sent } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const SHOP = 'https://shop.example';
const writer = new HttpRouteWriter(new HttpRouteStore(testSecretBox, silentLogger));
const open = { auth: { type: 'none' } };
let ingress: TestIngress;
let task: GivenJobTask;
let number = 0;

beforeAll(async () => {
  ingress = await startTestIngress();
  task = await givenJobTask(ingress.database, ingress.workspaceId, { path: 'f/sales/new' });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const send = (path: string, sent?: Sent): Promise<Received> =>
  ingress.client.send(`/r/${ingress.slug}/${path}`, sent);

/** Adds a route that answers at once, and waits until it is served; gives what its path begins with. */
async function route(fields: object = {}, tail = '', taskId = task.id): Promise<string> {
  const base = `t${(number += 1)}`;
  const settings = httpRouteCreateSchema.parse({
    ...{ name: 'Orders', method: 'POST', mode: 'async', path: base + tail, task_id: taskId },
    ...fields,
  });
  const written = await ingress.database.transaction((tx) =>
    writer.create(tx, ingress.workspaceId, settings, new Date()),
  );
  expect(written).toHaveProperty('route');
  const path = base + tail.replaceAll(':', '');
  await until(async () => (await send(path, { method: 'OPTIONS' })).status === 204);
  return base;
}

const codeOf = ({ status, text }: Received): string =>
  `${status} ${(JSON.parse(text) as { code: string }).code}`;
const eventOf = async ({ status, text }: Received) => {
  expect({ status, text }).toMatchObject({ status: 201 });
  const [row] = await ingress.database.query<{
    data: string;
    topic: string;
    source: string;
    caller: string;
    tokenId: string | null;
    isPreprocessed: boolean;
  }>(
    `select e.data, e.topic, e.source, r.caller, r.caller_token_id as "tokenId",
       r.is_preprocessed as "isPreprocessed"
     from task_runs r join events e on e.id = r.event_id where r.id = $1`,
    [text],
  );
  return row!;
};

describe('an HTTP route', () => {
  it('calls its task with the body, the query over it, and the params over both', async () => {
    const base = await route(open, '/:id/items');

    const answer = await send(`${base}/a%2Fb/items?q=1&q=2&id=x&n=3`, {
      headers: { 'content-type': 'application/json' },
      body: '{"n": 1.0, "m": 2.0}',
    });

    expect(answer.headers['x-job-id']).toBe(answer.text);
    expect(await eventOf(answer)).toEqual({
      data: '{"n":"3","m":2.0,"q":["1","2"],"id":"a/b"}',
      topic: 'millwright/trigger/call',
      source: 'trigger',
      caller: 'http_route:Orders',
      tokenId: null,
      isPreprocessed: false,
    });
  });

  it('leaves every parameter of the query to the task', async () => {
    const base = await route({ ...open, method: 'GET' });

    const answer = await send(`${base}?job_id=x&payload=y&token=z&timeout=0`, { method: 'GET' });

    expect(JSON.parse((await eventOf(answer)).data)).toEqual({
      ...{ job_id: 'x', payload: 'y', token: 'z', timeout: '0' },
    });
  });

  it('gives the whole request to a task that wants it, but for credentials', async () => {
    const auth = { type: 'api_key', header: 'X-Key', key: 'the-key-of-the-shop' };
    const base = await route({ auth, request_mode: true }, '/:id');

    const answer = await send(`${base}/7?a=1`, {
      headers: {
        ...{ 'x-key': 'the-key-of-the-shop', cookie: 'token=secret', 'x-shop': 'one' },
        'content-type': 'text/plain',
      },
      body: 'text',
    });

    const { data, isPreprocessed } = await eventOf(answer);
    const { headers, ...request } = JSON.parse(data) as { headers: Record<string, string> };
    expect(isPreprocessed).toBe(true);
    expect(request).toEqual({
      ...{ kind: 'http', body: null, raw_string: 'text', query: { a: '1' } },
      ...{ params: { id: '7' }, route: `${base}/:id`, method: 'POST' },
    });
    expect(headers).toMatchObject({ 'x-shop': 'one' });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-key']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['cookie']));
  });

  it('that is not there is like a Workspace that is not', async () => {
    const there = await send('nothing/here');
    const elsewhere = await ingress.client.send('/r/nobody/nothing/here');

    expect(codeOf(there)).toBe('404 not_found');
    const shown = ({ text }: Received) => ({ ...JSON.parse(text), request_id: '' });
    expect(shown(elsewhere)).toEqual(shown(there));
    expect(there.headers['content-type']).toBe('application/problem+json');
  });

  it('answers other methods with those that there are, and HEAD never calls', async () => {
    const base = await route({ ...open, method: 'GET' });

    const put = await send(base, { method: 'PUT' });
    const head = await send(base, { method: 'HEAD' });

    expect(codeOf(put)).toBe('405 method_not_allowed');
    expect([put.headers.allow, head.headers.allow]).toEqual(['GET, OPTIONS', 'GET, OPTIONS']);
    expect(head.status).toBe(405);
  });

  it('is gone when it is disabled, and says so of its task', async () => {
    const disabled = await givenJobTask(ingress.database, ingress.workspaceId, { path: 'f/a/off' });
    const deleted = await givenJobTask(ingress.database, ingress.workspaceId, { path: 'f/a/gone' });
    const bases = [await route(open, '', disabled.id), await route(open, '', deleted.id)];
    const away = await route(open);

    await ingress.database.transaction(async (tx) => {
      const epoch = await bumpEpoch(tx);
      const set = (table: string, what: string, id: string) =>
        tx.execute(`update ${table} set ${what}, changed_epoch = $2 where id = $1`, [id, epoch]);
      await set('tasks', 'enabled = false', disabled.id);
      await set('tasks', 'deleted_at = now()', deleted.id);
      await tx.execute(
        'update http_routes set enabled = false, changed_epoch = $2 where path = $1',
        [away, epoch],
      );
    });

    await until(async () => (await send(away)).status === 404);
    const answers = await Promise.all(bases.map((base) => send(base)));
    expect(answers.map(codeOf)).toEqual(['409 task_disabled', '404 task_not_found']);
  });

  it('refuses bodies that calls refuse, once the caller is let in', async () => {
    const base = await route(open);
    const type = (value: string) => ({ headers: { 'content-type': value } });

    const answers = await Promise.all([
      send(base, { ...type('application/json'), body: '{"a":' }),
      send(base, { ...type('image/png'), body: 'x' }),
    ]);

    expect(answers.map(codeOf)).toEqual(['400 invalid_json', '415 unsupported_media_type']);
  });

  it('that streams does so from its first message on', async () => {
    const base = await route({ ...open, mode: 'stream', method: 'GET' });
    const connection = await ingress.client.open();

    connection.send(`GET /r/${ingress.slug}/${base} HTTP/1.1\r\nhost: a\r\n\r\n`);

    await until(() => connection.received.includes('data: '));
    expect(connection.received).toMatch(/content-type: text\/event-stream/i);
    connection.hangUp();
  });
});

describe('who may call an HTTP route', () => {
  it('is by default who has a token that may run the task', async () => {
    const base = await route({}, '/:id');
    const { text: may, id } = await ingress.token({ scopes: ['jobs:run:scripts:f/sales/*'] });
    const { text: mayNot } = await ingress.token({ scopes: ['jobs:read'] });
    const as = (token: string, query = '') =>
      send(`${base}/1${query}`, { headers: { authorization: `Bearer ${token}` } });

    const answers = await Promise.all([send(`${base}/1`), as('wrong'), as(mayNot)]);

    expect(answers.map(codeOf)).toEqual([
      ...['401 token_missing', '401 token_invalid', '403 scope_missing'],
    ]);
    expect(await eventOf(await as(may))).toMatchObject({
      ...{ data: '{"id":"1"}', caller: 'admin', tokenId: id },
    });
    expect(await eventOf(await send(`${base}/1?token=${may}`))).toMatchObject({
      data: '{"id":"1"}',
    });
  });

  it('is who sends its key, its user and password, or its signature', async () => {
    const hmac = { type: 'signature', provider: 'hmac', secret: 'the-secret-of-the-shop' };
    const [key, basic, signed] = [
      await route({ auth: { type: 'api_key', key: 'the-key-of-the-shop' } }),
      await route({ auth: { type: 'basic', username: 'ann', password: 'the-pass-of-ann' } }),
      await route({
        auth: { ...hmac, config: { header: 'x-signature', algorithm: 'sha256', encoding: 'hex' } },
      }),
    ];
    const basicOf = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
    const signatureOf = (body: string) =>
      createHmac('sha256', 'the-secret-of-the-shop').update(body).digest('hex');
    const body = '{"a": 1.0}';

    const refused = await Promise.all([
      send(key, { headers: { 'x-api-key': 'another' } }),
      send(basic, { headers: { authorization: basicOf('ann:another') } }),
      send(signed, { headers: { 'x-signature': signatureOf('{}') }, body }),
    ]);
    const taken = await Promise.all([
      send(key, { headers: { 'x-api-key': 'the-key-of-the-shop' } }),
      send(basic, { headers: { authorization: basicOf('ann:the-pass-of-ann') } }),
      send(signed, { headers: { 'x-signature': signatureOf(body) }, body }),
    ]);

    expect(refused.map(codeOf)).toEqual(Array(3).fill('401 verification_failed'));
    expect(refused[1].headers['www-authenticate']).toContain('Basic');
    expect(taken.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await eventOf(taken[2])).data).toBe('{"a":1.0}');
  });

  it('is no page of an origin that the route does not name', async () => {
    const base = await route({ ...open, allowed_origins: [SHOP] });
    const from = (origin: string) => send(base, { headers: { origin, host: 'hooks.example' } });

    const [shop, own, other] = await Promise.all([
      ...[from(SHOP), from('https://hooks.example'), from('https://other.example')],
    ]);

    expect(shop).toMatchObject({
      status: 201,
      headers: { 'access-control-allow-origin': SHOP, vary: 'Origin' },
    });
    expect(own!.status).toBe(201);
    expect(codeOf(other!)).toBe('403 origin_forbidden');
  });

  it('is no page of another site that a browser adds its password to', async () => {
    const auth = { type: 'basic', username: 'ann', password: 'the-pass-of-ann' };
    const base = await route({ auth, method: 'GET' });
    const authorization = `Basic ${Buffer.from('ann:the-pass-of-ann').toString('base64')}`;
    const from = (site: string) =>
      send(base, { method: 'GET', headers: { authorization, 'sec-fetch-site': site } });

    expect(codeOf(await from('cross-site'))).toBe('403 origin_forbidden');
    expect((await from('none')).status).toBe(201);
  });

  it('learns by a preflight of the methods that its origin may use', async () => {
    const base = await route({ ...open, allowed_origins: [SHOP] });
    const ask = (method: string, origin = SHOP) =>
      send(base, {
        method: 'OPTIONS',
        headers: {
          ...{ origin, 'access-control-request-method': method },
          'access-control-request-headers': 'x-key',
        },
      });

    const [post, put, other] = await Promise.all([
      ...[ask('POST'), ask('PUT'), ask('POST', 'https://other.example')],
    ]);

    expect(post).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': SHOP,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'x-key',
      },
    });
    for (const { headers } of [put!, other!]) {
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect((await send('nothing', { method: 'OPTIONS' })).status).toBe(404);
  });

  it('takes nobody for a guesser who asks without a key first, as browsers do', async () => {
    const path = await route({ auth: { type: 'basic', username: 'shop', password: 'sesame' } });
    const authorization = `Basic ${Buffer.from('shop:sesame').toString('base64')}`;

    const asked = await Promise.all(Array.from({ length: 30 }, () => send(path)));
    const right = await send(path, { headers: { authorization } });

    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([401]));
    expect(right.status).toBe(201);
  });

  // The last one: from its address no key is right for a while.
  it('is nobody who guesses its key', async () => {
    const path = await route({ auth: { type: 'api_key', key: 'the-key-of-the-shop' } });
    const guess = (key: string) => send(path, { headers: { 'x-api-key': key } });

    const guesses = await Promise.all(Array.from({ length: 30 }, (_, n) => guess(`guess-${n}`)));
    const right = await guess('the-key-of-the-shop');

    const statuses = new Set(guesses.map(({ status }) => status));
    expect(statuses).toEqual(new Set([401, 429]));
    expect(right).toMatchObject({ status: 429 });
    expect(right.headers).toHaveProperty('retry-after');
  });
});

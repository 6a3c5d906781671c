import { gzipSync } from 'node:zlib';
import { isUuid, newSecretId } from '@millwright/kernel';
import { until } from '@millwright/testing';
import { WebhookStore } from '@millwright/webhook';
import { addWorkspace, addWebhook } from '@millwright/webhook/testing';
import type { Received, Sent } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const multipart = { 'content-type': 'multipart/form-data; boundary=X' };

let ingress: TestIngress;
let id: string;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { TRUSTED_PROXIES: '127.0.0.1' } });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);
beforeEach(async () => {
  id = await ingress.webhook();
});

const post = (body: Sent['body'], headers: Sent['headers'] = {}, query = ''): Promise<Received> =>
  ingress.client.send(`/webhooks/${id}${query}`, { body: body ?? '', headers });

const dataOf = async (...sent: Parameters<typeof post>): Promise<string | undefined> => {
  const answer = await post(...sent);
  expect(answer.status).toBe(204);
  return (await ingress.eventOf(answer.headers['x-request-id'])).data;
};

const problemOf = ({ text }: Received): unknown => JSON.parse(text);

describe('a post to a webhook', () => {
  it('is an event with the topic, the data and the id of the answer', async () => {
    const answer = await post('{"a":1}', { ...json, 'x-request-id': newSecretId(), data: 'x' });

    expect(answer).toMatchObject({ status: 204, text: '' });
    const requestId = String(answer.headers['x-request-id']);
    expect(isUuid(requestId)).toBe(true);
    const { head, data } = await ingress.eventOf(requestId);
    expect(data).toBe('{"a":1}');
    expect(head).toMatchObject({
      stored: false,
      event: {
        workspace_id: ingress.workspaceId,
        topic: 'user/order/created',
        source: 'webhook',
        webhook_id: id,
        request_id: requestId,
        provider: null,
      },
      request: { method: 'POST', query_string: null, client_ip: '127.0.0.1' },
    });
    expect(head.request!.body_base64).toBeUndefined();
    expect(head.request!.headers['data']).toEqual(['x']);
  });

  it.each([
    [
      '--X\r\nContent-Disposition: form-data; name="foo"\r\n\r\nbar\r\n--X--\r\n',
      multipart,
      '{"foo":"bar"}',
    ],
    ['foo=bar', form, '{"foo":"bar"}'],
    ['hi', { 'content-type': 'text/plain' }, '"hi"'],
    ['hi', {}, '"hi"'],
    ['<a>1</a>', { 'content-type': 'application/xml' }, '"<a>1</a>"'],
    ['', json, 'null'],
    [
      '{"n":1.0,"10":12345678901234567890,"2":"\\u0000\\ud800"}',
      json,
      '{"n":1.0,"10":12345678901234567890,"2":"\\u0000\\ud800"}',
    ],
  ])('of %j has its data', async (body, headers, data) => {
    expect(await dataOf(body, headers)).toBe(data);
  });

  it('merges its query', async () => {
    expect(await dataOf('{"a":1}', json, '?a=2&b=3')).toBe('{"a":1,"b":"3"}');
    expect(await dataOf('[1]', json, '?a=2')).toBe('[1]');
    expect(await dataOf('  ', { 'content-type': 'text/plain' }, '?a=2')).toBe('{"a":"2"}');
    expect(await dataOf('a%5Bb%5D=c', form, '?x[]=1&x[]=2')).toBe('{"a":{"b":"c"},"x":["1","2"]}');
  });

  it('may come packed', async () => {
    expect(await dataOf(gzipSync('{"a":1}'), { ...json, 'content-encoding': 'gzip' })).toBe(
      '{"a":1}',
    );
  });

  it('is an event also when the client hangs up after the whole body', async () => {
    const connection = await ingress.client.open();
    connection.sendAndHangUp(
      `POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\nx-mark: gone\r\ncontent-length: 2\r\n\r\nhi`,
    );

    await until(() =>
      ingress.heard.some(({ head }) => head.request?.headers['x-mark']?.[0] === 'gone'),
    );
  });

  it('is no event when the client hangs up before', async () => {
    const before = ingress.heard.length;
    const connection = await ingress.client.open();
    connection.send(`POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nhi`);
    connection.hangUp();
    await until(() => connection.isClosed);

    await dataOf('later');
    expect(ingress.heard).toHaveLength(before + 1);
  });

  it('is asked for its body only once its head is in order', async () => {
    const head = (path: string, type: string): string =>
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n`;
    const good = await ingress.client.open();
    good.send(head(`/webhooks/${id}`, 'text/plain'));
    await until(() => good.received.startsWith('HTTP/1.1 100 Continue'));
    good.send('hi');
    await until(() => good.received.includes('HTTP/1.1 204'));
    const bad = await ingress.client.open();
    bad.send(head(`/webhooks/${id}`, 'image/png'));

    await until(() => bad.received.startsWith('HTTP/1.1 415'));
    expect(bad.received).toContain('connection: close');
    await until(() => bad.isClosed);
    good.hangUp();
  });

  it('is taken also when it expects what nobody knows', async () => {
    const connection = await ingress.client.open();
    connection.send(
      `POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\nexpect: tea\r\ncontent-length: 1\r\n\r\nx`,
    );

    await until(() => connection.received.startsWith('HTTP/1.1 '));
    expect(connection.received).toMatch(/^HTTP\/1\.1 204 .*\r\nx-request-id: [0-9a-f-]{36}\r\n/);
    connection.hangUp();
  });

  it('is one of fifty at once, and each is an event of its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_none, index) => post(`{"n":${index}}`, json)),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    const requestIds = answers.map(({ headers }) => headers['x-request-id']);
    expect(new Set(requestIds).size).toBe(50);
    const events = await Promise.all(requestIds.map((requestId) => ingress.eventOf(requestId)));
    expect(new Set(events.map(({ head }) => head.event_id)).size).toBe(50);
  });

  it('comes from the last address that is no proxy of ours', async () => {
    const answer = await post('x', { 'x-forwarded-for': '203.0.113.9, 198.51.100.4, 127.0.0.1' });

    const { head } = await ingress.eventOf(answer.headers['x-request-id']);
    expect(head.request!.client_ip).toBe('198.51.100.4');
  });
});

describe('an upload', () => {
  it('is a hash of four keys, in both modes', async () => {
    const body =
      '--X\r\nContent-Disposition: form-data; name="a[file]"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--X--\r\n';
    const file = `{"content_base64":"${Buffer.from('hello').toString('base64')}","mime_type":"text/plain","name":"x.txt","size":5}`;

    expect(await dataOf(body, multipart)).toBe(`{"a":{"file":${file}}}`);
    id = await ingress.webhook({ data_mode: 'full' });
    expect(await dataOf(body, multipart)).toContain(`"body":{"a":{"file":${file}}}`);
  });
});

describe('full mode', () => {
  it('has nine keys, and a repeated header as an array', async () => {
    id = await ingress.webhook({ data_mode: 'full' });

    const answer = await post('{"a":1.0}', { ...json, 'x-twice': ['1', '2'] }, '?q=1');

    const { data } = await ingress.eventOf(answer.headers['x-request-id']);
    const parsed = JSON.parse(data!) as Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual([
      'body_base64',
      'body',
      'client_ip',
      'headers',
      'mime_type',
      'query_string',
      'query',
      'request_id',
      'webhook_id',
    ]);
    expect(parsed).toMatchObject({
      body_base64: Buffer.from('{"a":1.0}').toString('base64'),
      client_ip: '127.0.0.1',
      mime_type: 'application/json',
      query_string: 'q=1',
      query: { q: '1' },
      request_id: answer.headers['x-request-id'],
      webhook_id: id,
    });
    expect((parsed['headers'] as Record<string, unknown>)['x-twice']).toEqual(['1', '2']);
    expect(data).toContain('"body":{"a":1.0}');
  });
});

describe('a change of a webhook', () => {
  const change = (patch: object) =>
    ingress.database.transaction((tx) =>
      new WebhookStore().update(tx, ingress.workspaceId, id, patch),
    );

  it('is in force within a second, for new requests', async () => {
    await dataOf('x');
    await change({ data_mode: 'full', topic: 'user/other/thing' });

    const full = await until(
      async () => {
        const answer = await post('x');
        const { head, data } = await ingress.eventOf(answer.headers['x-request-id']);
        return data!.includes('body_base64') && head;
      },
      { timeoutMs: 1_500 },
    );
    expect(full.event!.topic).toBe('user/other/thing');
  });

  it('closes a webhook and opens it again', async () => {
    await dataOf('x');
    await change({ enabled: false });
    await until(async () => {
      const before = ingress.heard.length;
      await post('x');
      await dataOfOther();
      return ingress.heard.length === before + 1;
    });
    await change({ enabled: true });

    await until(async () => {
      const before = ingress.heard.length;
      await post('x');
      await dataOfOther();
      return ingress.heard.length === before + 2;
    });
  });

  it('of a Workspace counts for its webhooks', async () => {
    const workspace = await addWorkspace(ingress.database);
    const other = (await addWebhook(ingress.database, workspace)).id;
    const origin = { origin: 'https://shop.example' };
    const path = `/webhooks/${other}`;
    expect((await ingress.client.send(path, { headers: origin })).status).toBe(204);

    await ingress.database.transaction(async (tx) => {
      await tx.execute(
        `with e as (update config_epoch set epoch = epoch + 1 returning epoch)
         update workspaces set settings = $2, changed_epoch = e.epoch from e where id = $1`,
        [workspace, JSON.stringify({ default_allowed_origins: ['https://other.example'] })],
      );
    });

    await until(async () => (await ingress.client.send(path, { headers: origin })).status === 403);
  });

  /** An event of another webhook, which says that all before it have been heard. */
  const dataOfOther = async (): Promise<void> => {
    const other = await ingress.webhook();
    const answer = await ingress.client.send(`/webhooks/${other}`, { body: 'x' });
    await ingress.eventOf(answer.headers['x-request-id']);
  };
});

describe('nobody’s webhook', () => {
  it('answers like a real one and makes no event', async () => {
    const deleted = await ingress.webhook();
    await ingress.database.transaction((tx) =>
      new WebhookStore().delete(tx, ingress.workspaceId, deleted),
    );
    const disabled = await ingress.webhook({ enabled: false });
    const before = ingress.heard.length;

    for (const nobody of [newSecretId(), deleted, disabled, 'not-a-uuid']) {
      const send = (sent: Sent): Promise<Received> =>
        ingress.client.send(`/webhooks/${nobody}`, sent);
      const taken = await send({
        body: '{"a":1}',
        headers: { ...json, origin: 'https://a.example' },
      });
      expect(taken).toMatchObject({ status: 204, text: '' });
      expect(isUuid(String(taken.headers['x-request-id']))).toBe(true);
      expect(taken.headers['access-control-allow-origin']).toBe('*');
      expect((await send({ body: '{"a":', headers: json })).status).toBe(400);
      expect((await send({ body: 'x', headers: { 'content-type': 'image/png' } })).status).toBe(
        415,
      );
      expect((await send({ method: 'GET' })).status).toBe(405);
    }
    await dataOf('marker');
    expect(ingress.heard).toHaveLength(before + 1);
  });
});

describe('an address', () => {
  it('may be written in several ways', async () => {
    for (const path of [
      `/webhook/${id}`,
      `/webhooks/${id.toUpperCase()}`,
      `/webhooks/${id}/`,
      `/webhook/${id}/?`,
    ]) {
      const answer = await ingress.client.send(path, { body: 'x' });
      expect(answer.status).toBe(204);
      await ingress.eventOf(answer.headers['x-request-id']);
    }
  });

  it('with a provider that nobody knows is not found', async () => {
    const answer = await ingress.client.send(`/webhooks/${id}/nobody`, { body: 'x' });

    expect(answer.status).toBe(404);
    expect(problemOf(answer)).toMatchObject({ code: 'provider_unknown', status: 404 });
  });

  it.each(['/webhooks/1/2/3', '/webhooks', '/webhooks/', '/', '/nothing?x=1'])(
    '%s is not found',
    async (path) => {
      const answer = await ingress.client.send(path, { body: 'x' });

      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(problemOf(answer)).toMatchObject({
        code: 'not_found',
        request_id: answer.headers['x-request-id'],
      });
    },
  );

  it('takes only posts', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
      const answer = await ingress.client.send(`/webhooks/${id}`, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.allow).toBe('POST, OPTIONS');
      expect(isUuid(String(answer.headers['x-request-id']))).toBe(true);
    }
  });
});

describe('a request that is refused', () => {
  it.each([
    ['{"a":', json, 400, 'invalid_body', 'unexpected end at line 1, column 6'],
    ['['.repeat(10_000), json, 400, 'invalid_body', 'nesting deeper than 200'],
    [Buffer.from([0x22, 0xff, 0x22]), json, 400, 'invalid_body', 'not valid text'],
    ['a=%zz', form, 400, 'invalid_body', 'not percent-encoded'],
    ['x', multipart, 400, 'invalid_body', 'multipart'],
    ['x', { 'content-type': 'image/png' }, 415, 'unsupported_media_type', 'application/json'],
    ['x', { 'content-encoding': 'zstd' }, 415, 'unsupported_media_type', 'gzip'],
    [
      'x',
      { 'content-type': 'text/plain; charset=klingon' },
      415,
      'unsupported_media_type',
      'UTF-8',
    ],
  ])('is told why: %j', async (body, headers, status, code, detail) => {
    const before = ingress.heard.length;

    const answer = await post(body, { ...headers, origin: 'https://a.example' });

    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(problemOf(answer)).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status,
      detail: expect.stringContaining(detail),
      request_id: answer.headers['x-request-id'],
      code,
    });
    await dataOf('marker');
    expect(ingress.heard).toHaveLength(before + 1);
  });

  it('has a query that cannot be read', async () => {
    expect(problemOf(await post('{}', json, '?a=1&a[b]=2'))).toMatchObject({
      status: 400,
      code: 'invalid_query',
    });
  });
});

describe('a browser', () => {
  const preflight = (origin: string): Promise<Received> =>
    ingress.client.send(`/webhooks/${id}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type, x-own',
      },
    });

  it('may post from anywhere by default', async () => {
    const asked = await preflight('https://shop.example');
    const posted = await post('x', { origin: 'null' });

    expect(asked).toMatchObject({ status: 204, text: '' });
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-own',
      'access-control-max-age': '86400',
      vary: 'Origin, Access-Control-Request-Headers',
    });
    expect(asked.headers['x-request-id']).toBeDefined();
    expect(posted.status).toBe(204);
    expect(posted.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-request-id, retry-after',
      vary: 'Origin',
    });
  });

  it('may post from listed origins only', async () => {
    id = await ingress.webhook({ allowed_origins: ['https://shop.example'] });
    const before = ingress.heard.length;

    const allowed = await preflight('https://SHOP.example:443');
    const forbidden = await preflight('https://evil.example');
    const refused = await post('x', { origin: 'https://evil.example' });
    const fromNull = await post('x', { origin: 'null' });
    const posted = await post('x', { origin: 'https://shop.example' });
    const plain = await post('x');

    expect(allowed.status).toBe(204);
    expect(allowed.headers['access-control-allow-origin']).toBe('https://SHOP.example:443');
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers['access-control-allow-origin']).toBeUndefined();
    expect(problemOf(refused)).toMatchObject({ status: 403, code: 'origin_forbidden' });
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
    expect(fromNull.status).toBe(403);
    expect(posted.headers['access-control-allow-origin']).toBe('https://shop.example');
    expect(plain.status).toBe(204);
    await ingress.eventOf(plain.headers['x-request-id']);
    expect(ingress.heard).toHaveLength(before + 2);
  });
});

describe('an answer that the owner has chosen', () => {
  it('is given to what was taken, and to nothing else', async () => {
    const response = { status: 202, content_type: 'application/json', body: '{"ok":true}' };
    id = await ingress.webhook({ response });

    const taken = await post('{}', json);

    expect([taken.status, taken.text]).toEqual([202, '{"ok":true}']);
    expect(taken.headers).toMatchObject({
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
    });
    expect((await post('{', json)).status).toBe(400);
  });
});

describe('what is noted of a webhook', () => {
  it('is when it was last used', async () => {
    await dataOf('x');

    await until(async () => {
      const webhook = await new WebhookStore().find(ingress.database, ingress.workspaceId, id);
      return webhook!.lastReceivedAt !== null;
    });
  });
});

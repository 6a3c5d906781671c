import { gzipSync } from 'node:zlib';
import { OutboundHttp } from '@millwright/net';
import { startHttpProxy } from '@millwright/net/testing';
import {
  type HttpPeer,
  type PeerReply,
  leakCheck,
  startHttpPeer,
  type ReceivedRequest,
  until,
} from '@millwright/testing';
import type { ActionOutcome, TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import type { ActionFailureCase } from '../../testing/action-case.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { http } from './http.action.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let peer: HttpPeer;

beforeAll(async () => {
  peer = await startHttpPeer((request, response): PeerReply | undefined => {
    const url = new URL(request.url, 'http://peer');
    const type = { 'content-type': url.searchParams.get('type') ?? 'application/json' };
    switch (url.pathname) {
      case '/status':
        return {
          status: Number(url.searchParams.get('is')),
          headers: { 'retry-after': '120', ...type },
          body: '{"at":1.0}',
        };
      case '/body':
        return {
          status: 200,
          headers: type,
          body: Buffer.from(url.searchParams.get('hex') ?? '', 'hex'),
        };
      case '/bomb':
        return {
          status: 200,
          headers: { ...type, 'content-encoding': 'gzip' },
          body: gzipSync(Buffer.alloc(20_000_001)),
        };
      case '/large':
        return { status: 200, headers: type, body: Buffer.alloc(20_000_001) };
      case '/largest':
        return {
          status: 200,
          headers: { 'content-type': 'text/plain' },
          body: Buffer.alloc(20_000_000, 'x'),
        };
      case '/redirect':
        return { status: 302, headers: { location: url.searchParams.get('to')! } };
      case '/reset':
        response.socket!.destroy();
        return undefined;
      case '/hang':
        return undefined;
      case '/cookies':
        response.setHeader('Set-Cookie', ['a=1', 'b=2']);
        response.end();
        return undefined;
      default:
        return { status: 200, headers: type, body: '{"ok":true}' };
    }
  });
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const perform = (
  options: object | string,
  over: Partial<TransactionContext> = {},
): Promise<ActionOutcome> =>
  performAction(
    'http',
    typeof options === 'string' ? options : JSON.stringify(options),
    contextOf({ net, ...over }),
  );
const send = async (options: Record<string, unknown>): Promise<ReceivedRequest> => {
  const outcome = await perform({ method: 'post', url: peer.url, ...options });
  expect(outcome).toMatchObject({ ok: true });
  return peer.requests.at(-1)!;
};
const resultOf = async (path: string, options: object = {}) => {
  const outcome = await perform({ method: 'get', url: `${peer.url}${path}`, ...options });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return JSON.parse(outcome.result) as Record<string, unknown>;
};

const failure = (
  when: string,
  options: object,
  code: string,
  retry: boolean,
): ActionFailureCase => ({
  when,
  options: JSON.stringify({ method: 'post', url: peer.url, ...options }),
  as: { code, retry },
});
/** Not a failure of the network: a fault that nobody foresaw. */
const brokenNet = new Proxy(net, {
  get: () => () => Promise.reject(new TypeError('undefined is not a function')),
});

actionConformance(http, {
  open: async () => ({ context: contextOf({ net }) }),
  valid: () => [
    JSON.stringify({ method: 'GET', url: peer.url }),
    JSON.stringify({
      method: 'post',
      url: peer.url,
      verify: 'false',
      timeout: '5',
      follow_redirects: 'true',
      headers: null,
    }),
  ],
  refused: [
    { options: '{}', path: 'options.method' },
    { options: '{}', path: 'options.url' },
    { options: '{"method":"trace","url":"http://x.test"}', path: 'options.method' },
    { options: '{"method":"get","url":"ftp://x.test"}', path: 'options.url' },
    { options: '{"method":"get","url":"//x.test"}', path: 'options.url' },
    { options: '{"method":"get","url":"http://"}', path: 'options.url' },
    { options: '{"method":"get","url":["http://x.test"]}', path: 'options.url' },
    { options: '{"method":"get","url":"http://x.test","timeout":301}', path: 'options.timeout' },
    { options: '{"method":"get","url":"http://x.test","timeout":"soon"}', path: 'options.timeout' },
    { options: '{"method":"get","url":"http://x.test","verify":"no"}', path: 'options.verify' },
    {
      options: '{"method":"get","url":"http://x.test","proxy":"x.test:80"}',
      path: 'options.proxy',
    },
    { options: '{"method":"get","url":"http://x.test","headers":[]}', path: 'options.headers' },
    {
      options: '{"method":"get","url":"http://x.test","headers":{"a b":"1"}}',
      path: 'options.headers.a b',
    },
    {
      options: '{"method":"get","url":"http://x.test","headers":{"a":"1\\r\\nb: 2"}}',
      path: 'options.headers.a',
    },
    {
      options: '{"method":"get","url":"http://x.test","headers":{"a":{}}}',
      path: 'options.headers.a',
    },
    {
      options: '{"method":"get","url":"http://x.test","files":{"a":{"plaintext":"x"}}}',
      path: 'options.files.a',
    },
    {
      options: '{"method":"get","url":"http://x.test","files":{"a":{"base64":"?"}}}',
      path: 'options.files.a.base64',
    },
    {
      options: '{"method":"get","url":"http://x.test","files":{"a":{"url":"x"}}}',
      path: 'options.files.a.url',
    },
    {
      options: '{"method":"get","url":"http://x.test","files":{"a":"x"},"body":"text"}',
      path: 'options.body',
    },
    {
      options: '{"method":"get","url":"http://x.test","basic_auth":{"username":"a:b"}}',
      path: 'options.basic_auth.username',
    },
  ],
  secret: () => ({
    options: JSON.stringify({
      method: 'get',
      url: peer.url,
      basic_auth: { username: 'u', password: 'hunter22' },
      headers: { 'x-key': 'hunter22' },
      proxy: 'http://u:hunter22@127.0.0.1:1',
    }),
    secret: 'hunter22',
  }),
  hanging: () => {
    const before = peer.requests.length;
    return {
      options: JSON.stringify({ method: 'get', url: `${peer.url}/hang` }),
      asked: () => until(() => peer.requests.length > before),
    };
  },
  idempotency: () => ({
    options: JSON.stringify({ method: 'patch', url: peer.url }),
    keys: () =>
      peer.requests.map(({ headers }) => headers['idempotency-key'] as string | undefined),
  }),
  failures: () => [
    failure('the address is private', { url: 'http://10.0.0.1/' }, 'address_forbidden', false),
    failure('nobody answers', { url: 'http://127.0.0.1:1/' }, 'network', true),
    failure('the time is up', { url: `${peer.url}/hang`, timeout: 1 }, 'timeout', true),
    failure(
      'the other side is broken',
      { url: `${peer.url}/status?is=500`, error_on_5xx: true },
      'remote_unavailable',
      true,
    ),
    failure(
      'a file is not there',
      { files: { a: { url: `${peer.url}/status?is=404` } } },
      'remote_rejected',
      false,
    ),
    {
      when: 'our client has a bug',
      options: JSON.stringify({ method: 'get', url: peer.url }),
      over: { net: brokenNet },
      as: 'ours',
    },
  ],
  tooLarge: () => [
    JSON.stringify({ method: 'get', url: `${peer.url}/large` }),
    JSON.stringify({ method: 'post', url: peer.url, files: { a: { url: `${peer.url}/large` } } }),
  ],
  effects: () => peer.requests.length,
});

describe('the body that is sent', () => {
  it('is JSON for objects, with every digit and the order of its keys', async () => {
    const body = '{"b":1.0,"1":12345678901234567890,"a":"\\u0000\\ud800"}';

    await perform(`{"method":"post","url":"${peer.url}","body":${body}}`);

    const { headers, body: sent } = peer.requests.at(-1)!;
    expect(sent.toString()).toBe(body);
    expect(headers['content-type']).toBe('application/json');
  });

  it('is JSON for arrays, and under a type that means it', async () => {
    const { headers, body } = await send({
      body: [1],
      headers: { 'content-type': 'application/vnd.api+json' },
    });

    expect(body.toString()).toBe('[1]');
    expect(headers['content-type']).toBe('application/vnd.api+json');
  });

  it('is a form under a form’s type', async () => {
    const { body } = await send({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: { a: { b: 1, c: [true, null] }, 'd e': 'f&g', h: [{ i: 1 }] },
    });

    expect([...new URLSearchParams(body.toString())]).toEqual([
      ['a[b]', '1'],
      ['a[c][]', 'true'],
      ['a[c][]', ''],
      ['d e', 'f&g'],
      ['h[][i]', '1'],
    ]);
  });

  it('is JSON under any other type, which is kept', async () => {
    const { headers, body } = await send({
      headers: { 'content-type': 'text/plain' },
      body: { a: 1 },
    });

    expect([headers['content-type'], body.toString()]).toEqual(['text/plain', '{"a":1}']);
  });

  it.each([
    ['ünï', 'ünï'],
    [1.5, '1.5'],
    [true, 'true'],
  ])('is %j as it is, without a type', async (body, sent) => {
    const received = await send({ body });

    expect(received.body.toString()).toBe(sent);
    expect(received.headers).not.toHaveProperty('content-type');
  });

  it('keeps the digits of a number', async () => {
    await perform(`{"method":"put","url":"${peer.url}","body":1.00}`);

    expect(peer.requests.at(-1)!.body.toString()).toBe('1.00');
  });

  it.each([
    ['post', '0'],
    ['put', '0'],
    ['patch', '0'],
    ['get', undefined],
    ['options', undefined],
  ])('is missing or empty as %s wants it', async (method, length) => {
    const { headers, body } = await send({ method, body: null });

    expect(headers['content-length']).toBe(length);
    expect(headers).not.toHaveProperty('transfer-encoding');
    expect(body).toHaveLength(0);
  });

  it('may go with any method', async () => {
    expect((await send({ method: 'get', body: { a: 1 } })).body.toString()).toBe('{"a":1}');
    expect((await send({ method: 'delete', body: 'x' })).body.toString()).toBe('x');
  });

  it('is a multipart form when there are files', async () => {
    const { headers, body } = await send({
      headers: { 'Content-Type': 'application/json' },
      body: { a: { b: 1 }, c: ['x'] },
      files: {
        'ü"1.csv': 'a,b',
        image: { base64: 'AP8B /w==' },
        'data.json': { url: `${peer.url}/file?type=text/x` },
      },
    });

    const form = await new Response(body, {
      headers: { 'content-type': headers['content-type']! },
    }).formData();
    expect([...form.keys()]).toEqual(['a[b]', 'c[]', 'ü"1.csv', 'image', 'data.json']);
    expect(form.get('a[b]')).toBe('1');
    const csv = form.get('ü"1.csv') as File;
    const image = form.get('image') as File;
    const json = form.get('data.json') as File;
    expect([csv.name, csv.type, await csv.text()]).toEqual(['ü"1.csv', 'text/csv', 'a,b']);
    expect([...new Uint8Array(await image.arrayBuffer())]).toEqual([0, 255, 1, 255]);
    expect(image.type).toBe('application/octet-stream');
    expect([json.type, await json.text()]).toEqual(['application/json', '{"ok":true}']);
  });

  it.each([
    ['503', 'remote_unavailable', true],
    ['429', 'rate_limited', true],
    ['404', 'remote_rejected', false],
  ])('fails with its file when that answers %s', async (status, code, retry) => {
    const outcome = await perform({
      method: 'post',
      url: peer.url,
      files: { f: { url: `${peer.url}/status?is=${status}` } },
    });

    expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
    expect(!outcome.ok && outcome.retryAfterMs).toBe(120_000);
  });

  it('fails with a file that is too large', async () => {
    const outcome = await perform({
      method: 'post',
      url: peer.url,
      files: { f: { url: `${peer.url}/large` } },
    });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
  });
});

describe('the headers that are sent', () => {
  it('have defaults', async () => {
    const context = contextOf({ net });

    await performAction('http', JSON.stringify({ method: 'post', url: peer.url }), context);

    expect(peer.requests.at(-1)!.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^Millwright\/\d/),
      accept: '*/*',
      'idempotency-key': context.actionRunId,
    });
  });

  it('have no idempotency key where nothing is made', async () => {
    for (const method of ['get', 'put', 'delete']) {
      expect((await send({ method })).headers).not.toHaveProperty('idempotency-key');
    }
  });

  it('are as given: text, numbers, booleans, repeated, left out', async () => {
    const { headers } = await send({
      headers: {
        'X-A': 'ü',
        'X-B': 7,
        'X-C': true,
        'X-D': ['1', null, 2],
        'User-Agent': null,
        'idempotency-KEY': 'mine',
      },
    });

    expect(Buffer.from(headers['x-a'] as string, 'latin1').toString()).toBe('ü');
    expect(headers).toMatchObject({
      'x-b': '7',
      'x-c': 'true',
      'x-d': '1, 2',
      'idempotency-key': 'mine',
    });
    expect(headers).not.toHaveProperty('user-agent');
  });

  it('that belong to the request itself are ignored, with a warning', async () => {
    const outcome = await perform({
      method: 'post',
      url: peer.url,
      body: 'abc',
      headers: { 'Content-Length': 99, Connection: 'x' },
    });

    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.warnings).toHaveLength(2);
    expect(peer.requests.at(-1)!.headers['content-length']).toBe('3');
  });

  it('carry Basic authorization, from the option or from the URL', async () => {
    const basic = `Basic ${Buffer.from('me:pä ss').toString('base64')}`;

    const byOption = await send({ basic_auth: { username: 'me', password: 'pä ss' } });
    const byUrl = await send({ url: `http://me:p%C3%A4%20ss@127.0.0.1:${peer.port}/` });

    expect(byOption.headers.authorization).toBe(basic);
    expect(byUrl.headers.authorization).toBe(basic);
  });

  it('lose credentials on the way to another host', async () => {
    const other = await startHttpPeer();
    await perform({
      method: 'get',
      url: `${peer.url}/redirect?to=${encodeURIComponent(`${other.url}/x`)}`,
      basic_auth: { username: 'u', password: 'p' },
      headers: { cookie: 'a=b', 'x-kept': '1' },
    });

    expect(other.requests[0]!.headers).toMatchObject({ 'x-kept': '1' });
    expect(other.requests[0]!.headers).not.toHaveProperty('authorization');
    expect(other.requests[0]!.headers).not.toHaveProperty('cookie');
    await other.close();
  });
});

describe('the result', () => {
  it('is the answer, JSON parsed with every digit', async () => {
    const outcome = await perform({
      method: 'get',
      url: `${peer.url}/body?hex=${Buffer.from(' {"b":1.0,"a":10000000000000000001}\n').toString('hex')}`,
    });

    expect(outcome.ok && outcome.result).toContain('"body":{"b":1.0,"a":10000000000000000001}');
  });

  it('has lists of header values and the bytes', async () => {
    const result = await resultOf('/cookies');

    expect(result).toMatchObject({
      status: 200,
      headers: { 'set-cookie': ['a=1', 'b=2'] },
      body: '',
      body_base64: '',
    });
  });

  it.each([
    ['JSON that does not parse is text', 'application/json', '7b61', '{a'],
    ['a scalar', 'application/problem+json', '3132', 12],
    ['text', 'text/plain', 'c3bc', 'ü'],
    ['text in another charset', 'text/plain; charset="iso-8859-1"', 'fc', 'ü'],
    ['text in an unknown charset', 'text/plain; charset=klingon', 'c3bc', 'ü'],
    ['undecodable bytes', 'text/plain', 'ff41', '\ufffdA'],
    ['NUL', 'application/octet-stream', '0041', '\u0000A'],
    ['JSON under a type that does not say so', 'text/plain', '7b7d', '{}'],
  ])('shows %s', async (_what, type, hex, body) => {
    const result = await resultOf(`/body?type=${encodeURIComponent(type)}&hex=${hex}`);

    expect(result['body']).toEqual(body);
    expect(result['body_base64']).toBe(Buffer.from(hex, 'hex').toString('base64'));
  });

  it('is a success whatever the status', async () => {
    expect(await resultOf('/status?is=500')).toMatchObject({ status: 500, body: { at: 1 } });
    expect(await resultOf('/status?is=404', { error_on_5xx: true })).toMatchObject({ status: 404 });
    expect(await resultOf('/redirect?to=/x', { follow_redirects: false })).toMatchObject({
      status: 302,
    });
  });

  it('is kept with the error of a 5xx answer, if that is to be one', async () => {
    const outcome = await perform({
      method: 'get',
      url: `${peer.url}/status?is=503`,
      error_on_5xx: true,
    });

    expect(outcome).toMatchObject({
      ok: false,
      retry: true,
      retryAfterMs: 120_000,
      error: { code: 'remote_unavailable', message: `127.0.0.1:${peer.port} answered 503` },
    });
    expect(!outcome.ok && outcome.result).toContain('"body":{"at":1.0}');
  });

  it('may have twenty million bytes', async () => {
    const result = await resultOf('/largest');

    expect((result['body'] as string).length).toBe(20_000_000);
  });
});

describe('a failure', () => {
  it.each([
    ['/large', 'size_limit', false],
    ['/bomb', 'size_limit', false],
    ['/reset', 'network', true],
    ['http://127.0.0.1:1/', 'network', true],
    ['http://10.0.0.1/', 'address_forbidden', false],
    ['http://[::1]/', 'address_forbidden', false],
    ['http://169.254.169.254/latest/meta-data', 'address_forbidden', false],
    ['/redirect?to=http%3A%2F%2F0xa.1%2F', 'address_forbidden', false],
  ])('%s is %s', async (path, code, retry) => {
    const outcome = await perform({
      method: 'get',
      url: path.startsWith('http') ? path : `${peer.url}${path}`,
    });

    expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
  });
});

it('goes by the proxy that it names', async () => {
  const proxy = await startHttpProxy();

  await send({ method: 'get', proxy: `http://127.0.0.1:${proxy.port}` });

  expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${peer.port}`]);
  await proxy.close();
});

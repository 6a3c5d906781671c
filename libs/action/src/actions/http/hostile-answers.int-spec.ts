import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, startHttpPeer, until } from '@millwright/testing';
import { performAction } from '../../perform-action.ts';
import { contextOf } from '../../testing/context-of.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const TOO_LARGE = 20_000_001;
const zeros = Buffer.alloc(100_000_000);
let peer: HttpPeer;
let raw: Server;
let answer: string;
let endlessEnded = false;

const bombs: Record<string, () => Buffer> = {
  gzip: () => gzipSync(zeros),
  deflate: () => deflateSync(zeros),
  br: () => brotliCompressSync(zeros, { params: { 2: 1 } }),
  'gzip, gzip': () => gzipSync(gzipSync(zeros)),
};

beforeAll(async () => {
  peer = await startHttpPeer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://peer');
    if (pathname === '/bomb') {
      const encoding = searchParams.get('by')!;
      return { status: 200, headers: { 'content-encoding': encoding }, body: bombs[encoding]!() };
    }
    if (pathname === '/endless') void endless(response);
    if (pathname === '/dripping') drip(response);
    return undefined;
  });
  raw = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  }).listen(0, '127.0.0.1');
  await once(raw, 'listening');
});
afterAll(async () => {
  await net.close();
  await peer.close();
  raw.close();
  await nothingLeft();
});

/** Chunks without end, as fast as they are taken. */
async function endless(response: ServerResponse): Promise<void> {
  const chunk = Buffer.alloc(65_536, 'x');
  response.on('error', () => undefined);
  response.on('close', () => (endlessEnded = true));
  while (!endlessEnded) {
    if (!response.write(chunk)) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]).catch(() => undefined);
    }
  }
}

/** A byte now and then: an answer that goes on for hours. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const timer = setInterval(() => response.write('.'), 50);
  response.on('close', () => clearInterval(timer));
}

const get = (url: string, over: object = {}) =>
  performAction('http', JSON.stringify({ method: 'get', url, ...over }), contextOf({ net }));
const rawGet = (text: string) => {
  answer = text;
  return get(`http://127.0.0.1:${(raw.address() as AddressInfo).port}/`);
};

describe('an answer that is hostile', () => {
  it.each(Object.keys(bombs))('as a bomb by %s is not unpacked beyond 20 MB', async (by) => {
    const outcome = await get(`${peer.url}/bomb?by=${encodeURIComponent(by)}`);

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
  });

  it('without end is left at 20 MB', async () => {
    const outcome = await get(`${peer.url}/endless`);

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
    await until(() => endlessEnded);
  });

  it('that drips is left when the time is up', async () => {
    const outcome = await get(`${peer.url}/dripping`, { timeout: 1 });

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['nothing', ''],
    ['a header without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200)}`],
    ['less than it promised', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ])('that is %s is a failure of the network', async (_what, text) => {
    expect(await rawGet(text)).toMatchObject({
      ok: false,
      retry: true,
      error: { code: 'network' },
    });
  });

  it('with headers beyond measure is refused', async () => {
    const outcome = await rawGet(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`);

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
  });

  it('in an encoding that it does not have fails, and is tried again', async () => {
    const outcome = await rawGet('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nno gzip');

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'network' } });
  });

  it('with JSON too deep, or with other numbers, is kept as it came', async () => {
    const json = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n';
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

    const [tooDeep, noJson, empty, exact] = [
      await rawGet(`${json}${deep}`),
      await rawGet(`${json}NaN`),
      await rawGet(json),
      await rawGet(`${json}{"a":1e999,"a":10000000000000000001}`),
    ];

    expect(tooDeep.ok && (JSON.parse(tooDeep.result) as { body: unknown }).body).toBe(deep);
    expect(noJson.ok && noJson.result).toContain('"body":"NaN"');
    expect(empty.ok && empty.result).toContain('"body":""');
    expect(exact.ok && exact.result).toContain('"body":{"a":1e999,"a":10000000000000000001}');
  });
});

describe('a file from a hostile address', () => {
  it('is not larger than 20 MB', async () => {
    const outcome = await get(`${peer.url}/`, {
      method: 'post',
      files: { f: { url: `${peer.url}/bomb?by=gzip` } },
    });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
  });

  it('has no more bytes than a file may have where it is text', async () => {
    const outcome = await get(`${peer.url}/`, { files: { f: 'x'.repeat(TOO_LARGE) } });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
  });
});

describe('options that are hostile', () => {
  it.each([
    [{ headers: { a: '1\r\n' } }, 'options.headers.a'],
    [{ headers: { a: '\n1' } }, 'options.headers.a'],
    [{ headers: { a: ['ok', '1\rb'] } }, 'options.headers.a'],
    [{ headers: { a: '\u0000' } }, 'options.headers.a'],
    [{ headers: { 'a\r\nb': '1' } }, 'options.headers.a\r\nb'],
    [{ headers: { '': '1' } }, 'options.headers.'],
    [{ headers: { 'a:b': '1' } }, 'options.headers.a:b'],
  ])('%j are refused', async (over, path) => {
    const outcome = await get(`${peer.url}/`, { timeout: 5, ...over });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'invalid_options' } });
    expect(!outcome.ok && outcome.error.message).toContain(`${path}: `);
  });

  it('in the URL are part of it, and nothing more', async () => {
    answer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
    const heads: string[] = [];
    raw.once('connection', (socket) => socket.on('data', (data) => heads.push(data.toString())));
    const { port } = raw.address() as AddressInfo;

    await get(`http://127.0.0.1:${port}/a\r\nX-Injected: 1\r\n\r\n b`);

    expect(heads.join('').split('\r\n')[0]).toBe('GET /aX-Injected:%201%20b HTTP/1.1');
    expect(heads.join('').toLowerCase()).not.toContain('\r\nx-injected');
  });
});

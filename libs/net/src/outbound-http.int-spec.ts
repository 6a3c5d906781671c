import { readFileSync } from 'node:fs';
import { createServer as createSecureServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { once } from 'node:events';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type HttpPeer, type PeerReply, leakCheck, startHttpPeer } from '@millwright/testing';
import { OutboundHttp } from './outbound-http.ts';
import type { OutboundRequest } from './outbound-request.ts';

const nothingLeft = leakCheck();
const fixture = (name: string): string =>
  readFileSync(new URL(`testing/__fixtures__/${name}`, import.meta.url), 'utf8');
const TEXT = 'the quick brown fox '.repeat(50);

let peer: HttpPeer;
let secure: Server;
let securePort: number;
const net = new OutboundHttp({
  allow: ['127.0.0.1', '127.0.0.2', 'peer.test', 'dead.test'],
  resolve: (name) =>
    name === 'peer.test'
      ? Promise.resolve(['127.0.0.1'])
      : name === 'dead.test'
        ? Promise.resolve(['127.0.0.2', '127.0.0.1'])
        : Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
});
const ask = (path: string, more: Partial<OutboundRequest> = {}) =>
  net.request({
    method: 'GET',
    url: path.startsWith('http') ? path : `${peer.url}${path}`,
    timeoutMs: 5_000,
    maxResponseBytes: 1_000_000,
    followRedirects: true,
    ...more,
  });

beforeAll(async () => {
  peer = await startHttpPeer((request, response): PeerReply | undefined => {
    const url = new URL(request.url, 'http://peer');
    switch (url.pathname) {
      case '/encoded':
        return encodedReply(url.searchParams.get('as')!);
      case '/bomb':
        return {
          status: 200,
          headers: { 'content-encoding': 'gzip' },
          body: gzipSync(Buffer.alloc(50_000_000)),
        };
      case '/cookies':
        response.setHeader('Set-Cookie', ['a=1', 'b=2']);
        response.end();
        return undefined;
      case '/redirect':
        return {
          status: Number(url.searchParams.get('status') ?? 302),
          headers: { location: url.searchParams.get('to')! },
        };
      case '/loop':
        return { status: 302, headers: { location: '/loop' }, body: 'x' };
      case '/hang':
        return undefined;
      case '/reset':
        response.socket!.destroy();
        return undefined;
      case '/cut':
        response.writeHead(200, { 'content-length': '100' }).write('only this');
        response.socket!.end();
        return undefined;
      case '/endless':
        response.writeHead(200);
        response.write('x');
        return undefined;
      case '/large-headers':
        return { status: 200, headers: { 'x-large': 'x'.repeat(70_000) } };
      default:
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' };
    }
  });
  secure = createSecureServer(
    { key: fixture('peer-key.pem'), cert: fixture('peer-certificate.pem') },
    (_request, response) => response.end('secure'),
  );
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  securePort = (secure.address() as AddressInfo).port;
});
afterAll(async () => {
  await net.close();
  await peer.close();
  secure.close();
  secure.closeAllConnections();
  await nothingLeft();
});

function encodedReply(as: string) {
  const bodies: Record<string, Buffer> = {
    gzip: gzipSync(TEXT),
    'x-gzip': gzipSync(TEXT),
    deflate: deflateSync(TEXT),
    'deflate-raw': deflateRawSync(TEXT),
    br: brotliCompressSync(TEXT),
    'gzip, br': brotliCompressSync(gzipSync(TEXT)),
    'of-tomorrow': Buffer.from(TEXT),
    identity: Buffer.from(TEXT),
  };
  const encoding = as === 'deflate-raw' ? 'deflate' : as;
  return { status: 200, headers: { 'content-encoding': encoding }, body: bodies[as]! };
}

describe('an outside call', () => {
  it('sends method, path, headers and body, and answers status, headers and bytes', async () => {
    const answer = await ask('/a%20b?c=d', {
      method: 'post',
      headers: { 'X-One': 'ü'.normalize(), 'X-Many': ['1', '2'] },
      body: Buffer.from([0, 255, 1]),
    });

    const received = peer.requests.at(-1)!;
    expect(received).toMatchObject({ method: 'POST', url: '/a%20b?c=d' });
    expect(received.headers).toMatchObject({ 'x-many': '1, 2', 'content-length': '3' });
    expect(received.headers['user-agent']).toMatch(/^Millwright\//);
    expect([...received.body]).toEqual([0, 255, 1]);
    expect(answer).toMatchObject({ status: 200, url: `${peer.url}/a%20b?c=d` });
    expect(answer.headers['content-type']).toEqual(['text/plain']);
    expect(answer.body.toString()).toBe('hello');
  });

  it('keeps every value of a repeated header', async () => {
    const answer = await ask('/cookies');

    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  it('leaves out a default header that has no value', async () => {
    await ask('/', { headers: { 'User-Agent': [], 'Accept-Encoding': [] } });

    expect(peer.requests.at(-1)!.headers).not.toHaveProperty('user-agent');
    expect(peer.requests.at(-1)!.headers).not.toHaveProperty('accept-encoding');
  });

  it.each([
    'gzip',
    'x-gzip',
    'deflate',
    'deflate-raw',
    'br',
    'gzip, br',
    'identity',
    'of-tomorrow',
  ])('reads a body that is encoded as %s', async (as) => {
    const answer = await ask(`/encoded?as=${encodeURIComponent(as)}`);

    expect(answer.body.toString()).toBe(TEXT);
  });

  it('reads the head alone of what HEAD answers', async () => {
    const answer = await ask('/encoded?as=gzip', { method: 'HEAD' });

    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(0);
  });

  it('refuses what cannot be put into the protocol', async () => {
    await expect(ask('/', { headers: { 'X-Bad': 'a\r\nb: c' } })).rejects.toMatchObject({
      code: 'invalid_request',
      fault: 'user',
    });
    await expect(ask('/', { proxy: 'ftp://x' })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('a redirect', () => {
  it('is followed', async () => {
    const answer = await ask('/redirect?to=/end', { method: 'POST', body: 'x' });

    expect(answer.url).toBe(`${peer.url}/end`);
    expect(peer.requests.at(-1)).toMatchObject({ method: 'GET', url: '/end' });
  });

  it('is an answer like others when it is not to be followed', async () => {
    const answer = await ask('/redirect?to=/end', { followRedirects: false });

    expect(answer.status).toBe(302);
  });

  it('repeats the body with 307', async () => {
    await ask('/redirect?status=307&to=/end', { method: 'PUT', body: 'again' });

    expect(peer.requests.at(-1)).toMatchObject({ method: 'PUT', url: '/end' });
    expect(peer.requests.at(-1)!.body.toString()).toBe('again');
  });

  it('is followed ten times, not more', async () => {
    const before = peer.requests.length;

    await expect(ask('/loop')).rejects.toMatchObject({ code: 'remote_rejected', retry: false });
    expect(peer.requests.length - before).toBe(11);
  });
});

describe('a limit', () => {
  it('stops a decompression bomb', async () => {
    await expect(ask('/bomb')).rejects.toMatchObject({ code: 'size_limit', retry: false });
  });

  it('is for the answer as it is after decompression', async () => {
    const answer = await ask('/encoded?as=gzip', { maxResponseBytes: TEXT.length });
    const asked = ask('/encoded?as=gzip', { maxResponseBytes: TEXT.length - 1 });

    expect(answer.body).toHaveLength(TEXT.length);
    await expect(asked).rejects.toMatchObject({ code: 'size_limit' });
  });

  it('is set on headers', async () => {
    await expect(ask('/large-headers')).rejects.toMatchObject({ code: 'size_limit' });
  });

  it.each(['/hang', '/endless'])('ends an exchange that takes too long: %s', async (path) => {
    await expect(ask(path, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'timeout',
      retry: true,
      message: `no complete answer from 127.0.0.1:${peer.port} within 0.1 s`,
    });
  });

  it('ends a connection that does not come about', async () => {
    const silent = createTcpServer((socket) => socket.resume());
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;

    const asked = ask(`https://127.0.0.1:${port}/`, { connectTimeoutMs: 100 });

    await expect(asked).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('could not connect'),
    });
    silent.close();
  });

  it.each(['/hang', '/endless'])('is the caller’s signal: %s', async (path) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const asked = ask(path, { signal: controller.signal });
    const before = peer.requests.length;
    await untilReceived(before);
    controller.abort(reason);

    await expect(asked).rejects.toBe(reason);
  });
});

const untilReceived = async (before: number): Promise<void> => {
  while (peer.requests.length <= before) await new Promise((resolve) => setImmediate(resolve));
};

describe('the other side', () => {
  it.each([
    ['resets', '/reset'],
    ['stops in the middle', '/cut'],
    ['is not there', 'http://127.0.0.1:1/'],
    ['has no name', 'http://nobody.test/'],
    ['speaks no TLS', () => `https://127.0.0.1:${peer.port}/`],
  ])('that %s is a network failure, to be tried again', async (_what, path) => {
    const asked = ask(typeof path === 'string' ? path : path());

    await expect(asked).rejects.toMatchObject({ code: 'network', fault: 'remote', retry: true });
  });

  it('is reached by its second address when the first does not answer', async () => {
    const answer = await ask(`http://dead.test:${peer.port}/`);

    expect(answer.status).toBe(200);
  });

  it('with a certificate that does not hold is refused, for good', async () => {
    await expect(ask(`https://peer.test:${securePort}/`)).rejects.toMatchObject({
      code: 'remote_rejected',
      retry: false,
      message: expect.stringContaining('the certificate of peer.test does not hold'),
    });
  });

  it('with a certificate that does not hold is taken when nobody verifies', async () => {
    const answer = await ask(`https://peer.test:${securePort}/`, { verifyTls: false });

    expect(answer.body.toString()).toBe('secure');
  });
});

it('ends exchanges that are under way when it closes', async () => {
  const other = new OutboundHttp({ allow: ['127.0.0.1'] });
  const before = peer.requests.length;
  const asked = other.request({
    method: 'GET',
    url: `${peer.url}/hang`,
    timeoutMs: 5_000,
    maxResponseBytes: 1,
    followRedirects: false,
  });
  const failure = expect(asked).rejects.toMatchObject({ code: 'network' });
  await untilReceived(before);

  await other.close();

  await failure;
});

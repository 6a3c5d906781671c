import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { leakCheck } from '@millwright/testing';
import { secured } from '../connect/secure.ts';
import { OutboundHttp } from '../outbound-http.ts';
import type { AttemptRequest } from './attempt-request.ts';

const nothingLeft = leakCheck();
const fixture = (name: string): string =>
  readFileSync(new URL(`../testing/__fixtures__/${name}`, import.meta.url), 'utf8');

const names: Record<string, string[]> = {
  'peer.test': ['127.0.0.1'],
  'mixed.test': ['127.0.0.1', '10.0.0.1'],
  'nowhere.test': [],
};
const net = new OutboundHttp({
  allow: ['127.0.0.1', 'peer.test'],
  resolve: (name) =>
    names[name] === undefined
      ? Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
      : Promise.resolve(names[name]),
});

/** A server that says what it is told to, byte by byte, once it has heard a request. */
const servers: { server: Server; sockets: Set<Socket> }[] = [];
async function speaking(
  answer: (socket: Socket, request: string) => void,
): Promise<{ url: string; port: number; connections: () => number }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('data', (bytes) => answer(socket, bytes.toString()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push({ server, sockets });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook?a=1`, port, connections: () => connections };
}

const attempt = (url: string, more: Partial<AttemptRequest> = {}) =>
  net.attempt({
    method: 'POST',
    url,
    headers: [['X-One', '1']],
    body: Buffer.from('{"a":1}'),
    timeoutMs: 5_000,
    connectTimeoutMs: 2_000,
    maxBodyBytes: 20_000,
    ...more,
  });

afterAll(async () => {
  await net.close();
  for (const { server, sockets } of servers) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  await nothingLeft();
});

describe('an attempt', () => {
  it('sends its bytes and headers as they are, and tells whom it spoke to', async () => {
    let heard = '';
    const { url, port } = await speaking((socket, request) => {
      heard = request;
      socket.end('HTTP/1.1 201 Created\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\n\r\nok');
    });

    const outcome = await attempt(url);

    expect(heard).toBe(
      `POST /hook?a=1 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-One: 1\r\nContent-Length: 7\r\nConnection: keep-alive\r\n\r\n{"a":1}`,
    );
    expect(outcome).toMatchObject({
      ok: true,
      remoteAddress: '127.0.0.1',
      status: 201,
      headers: { 'x-a': ['1', '2'] },
      isTruncated: false,
    });
    expect(outcome).toHaveProperty('body', Buffer.from('ok'));
  });

  it('keeps its connection for the next one', async () => {
    const { url, connections } = await speaking((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    );

    for (let times = 0; times < 3; times += 1)
      expect(await attempt(url)).toMatchObject({ ok: true });

    expect(connections()).toBe(1);
  });

  it('goes on after interim answers: 100 and 103 (D13)', async () => {
    const { url } = await speaking((socket) =>
      socket.write(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
      ),
    );

    expect(await attempt(url)).toMatchObject({ ok: true, status: 204 });
  });

  it.each([301, 302, 307, 308])('takes a redirect with %i for the answer', async (status) => {
    const { url } = await speaking((socket) =>
      socket.end(
        `HTTP/1.1 ${status} Over\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n`,
      ),
    );

    expect(await attempt(url)).toMatchObject({ ok: true, status });
  });

  it('ends with the reason of its signal', async () => {
    const { url } = await speaking(() => controller.abort(new Error('enough')));
    const controller = new AbortController();

    await expect(attempt(url, { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('the body of an answer never changes the outcome', () => {
  it('is cut where it is too long, of a gigabyte as of a megabyte (D14)', async () => {
    const { url } = await speaking((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
      const more = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
      };
      socket.on('drain', more);
      more();
    });

    const outcome = await attempt(url);

    expect(outcome).toMatchObject({ ok: true, status: 200, isTruncated: true });
    expect(outcome.ok && outcome.body.length).toBe(20_000);
  });

  it('is what came in time where it never ends (D14)', async () => {
    const { url } = await speaking((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'),
    );

    const outcome = await attempt(url, { timeoutMs: 300 });

    expect(outcome).toMatchObject({ ok: true, status: 200, isTruncated: true });
    expect(outcome).toHaveProperty('body', Buffer.from('abc'));
  });

  it('may be shorter than it says, or chunks that make no sense', async () => {
    const short = await speaking((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc'),
    );
    const senseless = await speaking((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'),
    );

    for (const { url } of [short, senseless]) {
      const outcome = await attempt(url);
      expect(outcome).toMatchObject({ ok: true, status: 200, isTruncated: true });
      expect(outcome).toHaveProperty('body', Buffer.from('abc'));
    }
  });

  it('is decompressed, of a bomb no more than is kept', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'));
    const { url } = await speaking((socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`,
      );
      socket.write(bomb);
    });

    const outcome = await attempt(url);

    expect(outcome).toMatchObject({ ok: true, isTruncated: true });
    expect(outcome.ok && outcome.body.toString()).toBe('x'.repeat(20_000));
  });

  it('may be no gzip although it says so', async () => {
    const { url } = await speaking((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain'),
    );

    expect(await attempt(url)).toMatchObject({ ok: true, status: 200, isTruncated: true });
  });
});

describe('a failed attempt says what exactly failed', () => {
  const failed = (reason: string, more: object = {}) =>
    expect.objectContaining({ ok: false, error: expect.objectContaining({ reason }), ...more });

  it('no answer in time: the receiver hangs, or drips its head (M30)', async () => {
    const hanging = await speaking(() => {});
    const dripping = await speaking((socket) => {
      const drip = setInterval(() => socket.write('X'), 20);
      socket.on('close', () => clearInterval(drip));
      socket.write('HTTP/1.1 200 OK\r\nX-Drip: ');
    });

    for (const { url } of [hanging, dripping]) {
      const startedMs = performance.now();
      const outcome = await attempt(url, { timeoutMs: 300 });
      expect(outcome).toEqual(failed('timeout', { remoteAddress: '127.0.0.1' }));
      expect(performance.now() - startedMs).toBeLessThan(1_300);
    }
  });

  it('a connection that breaks off', async () => {
    const resetting = await speaking((socket) => socket.resetAndDestroy());
    const closing = await speaking((socket) => socket.end());
    const midway = await speaking((socket) => socket.end('HTTP/1.1 200 OK\r\nX-A'));

    for (const { url } of [resetting, closing, midway])
      expect(await attempt(url)).toEqual(failed('connection_lost'));
  });

  it('an answer that is not HTTP, whose head is endless, or that changes the protocol', async () => {
    const shell = await speaking((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const endless = await speaking((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(200_000)}`),
    );
    const upgrading = await speaking((socket) =>
      socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
    );

    for (const { url } of [shell, endless, upgrading])
      expect(await attempt(url)).toEqual(failed('invalid_response'));
  });

  it('nobody there, and a name without an address', async () => {
    const nobody = { remoteAddress: null };
    expect(await attempt('http://127.0.0.1:1/')).toEqual(failed('unreachable', nobody));
    expect(await attempt('http://unknown.test/')).toEqual(failed('dns_failed', nobody));
    expect(await attempt('http://nowhere.test/')).toEqual(failed('dns_failed', nobody));
  });

  it('an address that is not allowed, also as one of several answers (D22)', async () => {
    expect(await attempt('http://10.0.0.1/')).toEqual(failed('address_forbidden'));
    expect(await attempt('http://mixed.test/')).toEqual(failed('address_forbidden'));
  });

  it('a connection that is too slow to come about', async () => {
    const silent = await speaking(() => {});

    const outcome = await attempt(`https://127.0.0.1:${silent.port}/`, { connectTimeoutMs: 150 });

    expect(outcome).toEqual(failed('connect_timeout'));
  });

  it.each(['expired-certificate.pem', 'peer-certificate.pem', 'other-certificate.pem'])(
    'a certificate that does not hold: %s (D24)',
    async (certificate) => {
      const server = createSecureServer({
        key: fixture('peer-key.pem'),
        cert: fixture(certificate),
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;

      expect(await attempt(`https://peer.test:${port}/`)).toEqual(failed('tls_failed'));
      server.close();
    },
  );

  it('a receiver without TLS', async () => {
    const plain = await speaking((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'));

    expect(await attempt(`https://peer.test:${plain.port}/`)).toEqual(failed('tls_failed'));
  });

  it('a request that cannot be sent', async () => {
    const { url } = await speaking((socket) => socket.end());

    expect(await attempt(url, { headers: [['X-Bad', 'a\r\nb: c']] })).toMatchObject({
      ok: false,
      error: { code: 'invalid_request' },
    });
    expect(await attempt('ftp://peer.test/')).toMatchObject({ error: { code: 'invalid_request' } });
  });

  it('a client certificate that cannot be read', async () => {
    const { port } = await speaking((socket) => socket.end());
    const clientCertificate = { cert: 'no certificate', key: 'no key' };

    const outcome = await attempt(`https://peer.test:${port}/`, { clientCertificate });

    expect(outcome).toEqual(failed('tls_failed'));
  });
});

it('shows a client certificate to a receiver that asks for one', async () => {
  const options = { key: fixture('peer-key.pem'), cert: fixture('peer-certificate.pem') };
  const server = createSecureServer({ ...options, requestCert: true, rejectUnauthorized: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const shown = once(server, 'secureConnection');
  const plain = connect(port, '127.0.0.1');
  await once(plain, 'connect');

  const socket = await secured(plain, 'peer.test', {
    verifyTls: false,
    signal: new AbortController().signal,
    clientCertificate: { cert: fixture('client-certificate.pem'), key: fixture('peer-key.pem') },
  });

  const [atServer] = (await shown) as [TLSSocket];
  expect(atServer.getPeerCertificate().subject.CN).toBe('a client');
  socket.destroy();
  server.close();
});

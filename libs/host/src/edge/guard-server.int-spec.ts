import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Metrics } from '@millwright/observability';
import { leakCheck, until } from '@millwright/testing';
import type { EdgeLimits } from './edge-limits.ts';
import { guardServer } from './guard-server.ts';

const generous: EdgeLimits = {
  headerBytes: 4_096,
  headersTimeoutMs: 300,
  bodyTimeoutMs: 300,
  keepAliveMs: 5_000,
  sweepMs: 50,
  connections: 100,
  connectionsPerAddress: 50,
};

const nothingLeft = leakCheck();
const servers: Server[] = [];
const sockets: Socket[] = [];
let metrics: Metrics;

/** A guarded server that answers 204 when it is told to, and at once unless `holds`. */
async function serve(
  more: Partial<EdgeLimits> = {},
  { holds = false, trustedProxies = [] as string[] } = {},
): Promise<{ port: number; urls: string[]; held: ServerResponse[] }> {
  const urls: string[] = [];
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    urls.push(request.url!);
    if (holds) held.push(response);
    else request.on('end', () => response.writeHead(204).end()).resume();
  });
  metrics = new Metrics();
  guardServer(server, { limits: { ...generous, ...more }, trustedProxies, metrics });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { port: (server.address() as AddressInfo).port, urls, held };
}

interface Line {
  socket: Socket;
  received: string;
  isClosed: boolean;
}

async function open(port: number, localAddress = '127.0.0.1'): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  const line: Line = { socket, received: '', isClosed: false };
  socket.on('data', (bytes) => (line.received += bytes.toString('latin1')));
  socket.on('close', () => (line.isClosed = true));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return line;
}

async function answerTo(port: number, text: string): Promise<string> {
  const line = await open(port);
  line.socket.write(text);
  await until(() => line.isClosed || /\r\n\r\n/.test(line.received));
  line.socket.destroy();
  return line.received;
}

const statusesIn = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});
afterAll(() => nothingLeft());

describe('what is no request', () => {
  it.each<[string, string, number, string]>([
    ['nonsense', 'nonsense\r\n\r\n', 400, 'bad_request'],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'bad_request'],
    ["HTTP/2's preface", 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'bad_request'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'bad_request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'bad_request',
    ],
    [
      'headers past the limit',
      `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(5_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    [
      'a tunnel',
      'CONNECT inside:22 HTTP/1.1\r\nhost: inside:22\r\n\r\n',
      405,
      'method_not_allowed',
    ],
    ['headers that do not end', 'GET / HTTP/1.1\r\nhost: x\r\n', 408, 'request_timeout'],
  ])('is answered with a problem and a request id: %s', async (_name, text, status, code) => {
    const { port, urls } = await serve();
    const line = await open(port);
    line.socket.write(text, 'latin1');

    await until(() => line.isClosed);

    const [head = '', body = ''] = line.received.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const requestId = /x-request-id: ([0-9a-f-]{36})/.exec(head)?.[1];
    expect(JSON.parse(body)).toMatchObject({ status, code, request_id: requestId });
    expect(urls).toEqual([]);
  });

  it('takes up no connection for long, although its client never closes', async () => {
    const { port } = await serve();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'end');

    const open = () =>
      new Promise<number>((counted) => servers[0]!.getConnections((_error, n) => counted(n)));
    await until(async () => (await open()) === 0, { timeoutMs: 5_000 });
  });

  it.each([
    ['GARBAGE\r\n\r\n', 400],
    ['CONNECT inside:22 HTTP/1.1\r\nhost: inside:22\r\n\r\n', 405],
  ])('behind a request waits until that is answered: %j', async (garbage, status) => {
    const { port, held } = await serve({}, { holds: true });
    const line = await open(port);
    line.socket.write('GET /first HTTP/1.1\r\nhost: x\r\n\r\n' + garbage);
    await until(() => held.length === 1);
    // The garbage has been read in the same packet; nothing may have been said of it.
    expect(line.received).toBe('');

    held[0]!.writeHead(204).end();

    await until(() => line.isClosed);
    expect(statusesIn(line.received)).toEqual([204, status]);
  });

  it('in a body is the one answer to its request', async () => {
    const { port, held } = await serve({}, { holds: true });
    const line = await open(port);
    const head = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
    line.socket.write(`GET /first HTTP/1.1\r\nhost: x\r\n\r\n${head}2\r\nab\r\nZZ\r\n`);
    await until(() => held.length === 2);
    held[0]!.writeHead(204).end();

    await until(() => statusesIn(line.received).length === 2);
    line.socket.end();

    await until(() => line.isClosed);
    expect(statusesIn(line.received)).toEqual([204, 400]);
  });

  it('is what comes behind an answer that ends the connection: nothing is done of it', async () => {
    const { port, urls, held } = await serve({ bodyTimeoutMs: 20_000 }, { holds: true });
    const line = await open(port);
    line.socket.write('POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n');
    await until(() => held.length === 1);
    held[0]!.shouldKeepAlive = false;
    held[0]!.writeHead(413).write('');
    held[0]!.req.once('end', () => setImmediate(() => held[0]!.end())).resume();
    line.socket.write('helloPOST /b HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');

    await until(() => line.isClosed);

    expect(statusesIn(line.received)).toEqual([413]);
    expect(urls).toEqual(['/a']);
  });

  it('behind an answer that ends the connection does not keep that answer from arriving', async () => {
    const { port, held } = await serve({}, { holds: true });
    const line = await open(port);
    line.socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    await until(() => held.length === 1);
    // A client that first writes all that it has to say, then listens.
    line.socket.pause();
    held[0]!.writeHead(204).end();
    await once(held[0]!, 'finish');
    for (let turn = 0; turn < 20 && !line.isClosed; turn += 1) {
      await new Promise<void>((sent) => line.socket.write(Buffer.alloc(1_000), () => sent()));
      await new Promise((next) => setImmediate(next));
    }
    line.socket.resume();

    await until(() => line.isClosed);
    expect(statusesIn(line.received)).toEqual([204]);
  });

  it('behind an answer that came early gets none of its own', async () => {
    const { port, held } = await serve({ bodyTimeoutMs: 20_000 }, { holds: true });
    const line = await open(port);
    line.socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    await until(() => held.length === 1);
    held[0]!.writeHead(415).end();
    await until(() => line.received !== '');
    line.socket.write('ZZ\r\n');

    await until(() => line.isClosed);
    expect(statusesIn(line.received)).toEqual([415]);
  });

  it.each([
    ['a refusal of the edge', 'POST / HTTP/1.1\r\n\r\nno request', 400],
    ['an answer that closes', 'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\nmore', 204],
  ])('behind %s gets no answer: the last one has been said', async (_what, sent, status) => {
    const { port } = await serve();
    const line = await open(port);

    line.socket.write(sent);

    await until(() => line.isClosed);
    expect(statusesIn(line.received)).toEqual([status]);
  });
});

describe('a target', () => {
  it.each([
    ['http://any.example/a/b?c=1', '/a/b?c=1'],
    ['HTTPS://user@any.example:8443/a', '/a'],
    ['http://any.example', '/'],
    ['http://any.example?x=1', '/?x=1'],
    ['/http://any.example/', '/http://any.example/'],
    ['*', '*'],
  ])('%s is read as %s', async (target, path) => {
    const { port, urls } = await serve();

    await answerTo(port, `OPTIONS ${target} HTTP/1.1\r\nhost: any.example\r\n\r\n`);

    expect(urls).toEqual([path]);
  });
});

describe('an expectation', () => {
  it.each(['100-continue', 'a miracle'])('of %s does not keep a request away', async (expected) => {
    const { port, urls } = await serve();
    const head = `POST /x HTTP/1.1\r\nhost: x\r\nexpect: ${expected}\r\ncontent-length: 2\r\n\r\n`;
    const line = await open(port);
    line.socket.write(head + 'ab');

    await until(() => statusesIn(line.received).includes(204));
    expect(urls).toEqual(['/x']);
  });
});

describe('an upgrade', () => {
  it('is passed over, and its connection not used again, as Node reads no request behind it', async () => {
    const { port, urls } = await serve();
    const line = await open(port);
    const upgrade = 'connection: upgrade\r\nupgrade: h2c';
    line.socket.write(`GET /x HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n\r\n`);

    await until(() => line.isClosed);

    expect(statusesIn(line.received)).toEqual([204]);
    expect(line.received.toLowerCase()).toContain('connection: close');
    expect(urls).toEqual(['/x']);
  });
});

describe('connections', () => {
  const refusals = async (): Promise<string> => metrics.text();

  it('past the limit of one address are told so, and only they', async () => {
    const { port } = await serve({ connectionsPerAddress: 2 });
    const kept = [await open(port), await open(port)];
    const third = await open(port);
    const stranger = await open(port, '127.0.0.9');
    stranger.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');

    await until(() => third.isClosed && stranger.received !== '');

    expect(third.received).toMatch(/^HTTP\/1\.1 503 /);
    expect(third.received).toContain('retry-after: 1');
    expect(third.received).toContain('"code":"too_many_connections"');
    expect(statusesIn(stranger.received)).toEqual([204]);
    expect(kept.map(({ isClosed }) => isClosed)).toEqual([false, false]);
    expect(await refusals()).toContain('millwright_connections_refused_total{limit="address"} 1');
  });

  it('make room when they end', async () => {
    const { port } = await serve({ connectionsPerAddress: 1 });
    const first = await open(port);
    first.socket.destroy();

    await until(async () => /204/.test(await answerTo(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n')));
  });

  it('past the limit in all are told so, whoever they come from', async () => {
    const { port } = await serve({ connections: 2 }, { trustedProxies: ['127.0.0.0/8'] });
    await open(port);
    await open(port, '127.0.0.9');
    const third = await open(port, '127.0.0.10');

    await until(() => third.isClosed);

    expect(third.received).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('of a trusted proxy are those of many clients', async () => {
    const { port } = await serve({ connectionsPerAddress: 1 }, { trustedProxies: ['127.0.0.1'] });
    await open(port);
    await open(port);

    expect(await answerTo(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 204/);
  });

  it('are cut when nobody takes the answer', async () => {
    const { port, held } = await serve({}, { holds: true });
    const line = await open(port);
    line.socket.pause();
    line.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => held.length === 1);
    const ended = once(held[0]!, 'close');

    held[0]!.end(Buffer.alloc(50_000_000));

    await ended;
    expect(await refusals()).toContain('millwright_connections_refused_total{limit="unread"} 1');
  });

  it('stay while somebody takes a large answer, however slowly', async () => {
    const size = 50_000_000;
    const { port, held } = await serve({ bodyTimeoutMs: 500 }, { holds: true });
    const line = await open(port);
    line.socket.on('data', () => {
      line.socket.pause();
      setTimeout(() => line.socket.resume(), 2);
    });
    line.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => held.length === 1);

    held[0]!.end(Buffer.alloc(size));

    await until(() => line.isClosed || line.received.length > size, { timeoutMs: 30_000 });
    expect(line.received.length).toBeGreaterThan(size);
  }, 40_000);
});

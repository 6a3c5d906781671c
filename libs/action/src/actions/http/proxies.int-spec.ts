import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { OutboundHttp } from '@millwright/net';
import { startHttpProxy, startSocksProxy, untrustedIdentity } from '@millwright/net/testing';
import type { TestProxy } from '@millwright/net/testing';
import { type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import { performAction } from '../../perform-action.ts';
import { contextOf } from '../../testing/context-of.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const opened: { close(): Promise<void> }[] = [];
let plain: HttpPeer;
let secure: HttpPeer;

beforeAll(async () => {
  plain = await startHttpPeer();
  secure = await startHttpPeer(undefined, '127.0.0.1', untrustedIdentity());
  opened.push(plain, secure);
});
afterAll(async () => {
  await net.close();
  await Promise.all(opened.map((one) => one.close()));
  await nothingLeft();
});

const get = (url: string, over: object) =>
  performAction('http', JSON.stringify({ method: 'get', url, ...over }), contextOf({ net }));

/** TLS in front of a proxy, by somebody for whom nobody vouches. */
async function behindTls(proxy: TestProxy): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  const front: Server = createServer(untrustedIdentity(), (socket) => {
    const onward = connect(proxy.port, '127.0.0.1');
    sockets.add(onward);
    socket.on('error', () => onward.destroy()).pipe(onward);
    onward.on('error', () => socket.destroy()).pipe(socket);
  });
  front.on('connection', (socket: Socket) => sockets.add(socket));
  front.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(front, 'listening');
  const close = async (): Promise<void> => {
    await proxy.close();
    front.close();
    for (const socket of sockets) socket.destroy();
  };
  return { ...proxy, port: (front.address() as AddressInfo).port, close };
}

const kinds = {
  http: async () => startHttpProxy({ authorization: `Basic ${btoa('me:s@cret')}` }),
  https: async () =>
    behindTls(await startHttpProxy({ authorization: `Basic ${btoa('me:s@cret')}` })),
  socks5: async () => startSocksProxy({ credentials: 'me:s@cret' }),
};

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('a proxy by %s', (kind) => {
  let proxy: TestProxy;
  beforeAll(async () => {
    proxy = await kinds[kind]();
    opened.push(proxy);
  });
  const uri = (userInfo: string): string => `${kind}://${userInfo}@127.0.0.1:${proxy.port}`;

  it('takes a plain request where it is to go', async () => {
    const outcome = await get(plain.url, { proxy: uri('me:s%40cret'), verify: 'false' });

    expect(outcome).toMatchObject({ ok: true });
    expect(proxy.asked.at(-1)).toContain(`127.0.0.1:${plain.port}`);
  });

  it('takes TLS where it is to go', async () => {
    const outcome = await get(secure.url, { proxy: uri('me:s%40cret'), verify: false });

    expect(outcome).toMatchObject({ ok: true });
    expect(proxy.asked.at(-1)).toContain(`127.0.0.1:${secure.port}`);
  });

  it('that does not know us is a failure for good, which tells no password', async () => {
    const outcome = await get(plain.url, { proxy: uri('me:wr0ng-one'), verify: false });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
    expect(JSON.stringify(outcome)).not.toContain('wr0ng-one');
  });

  it('does not open what is inside', async () => {
    const outcome = await get('http://169.254.169.254/', {
      proxy: uri('me:s%40cret'),
      verify: false,
    });

    expect(outcome).toMatchObject({ ok: false, error: { code: 'address_forbidden' } });
  });
});

describe('a certificate for which nobody vouches', () => {
  it('is a failure for good', async () => {
    const outcome = await get(secure.url, {});

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
  });

  it.each([false, 'false'])('is taken with verify %j', async (verify) => {
    expect(await get(secure.url, { verify })).toMatchObject({ ok: true });
  });

  it('of a proxy is a failure for good too', async () => {
    const proxy = await behindTls(await startHttpProxy());
    opened.push(proxy);

    const outcome = await get(plain.url, { proxy: `https://127.0.0.1:${proxy.port}` });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
  });
});

it('a name that nobody has is a failure of the network', async () => {
  const lost = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  const nameless = new OutboundHttp({ resolve: () => Promise.reject(lost) });

  const outcome = await performAction(
    'http',
    '{"method":"get","url":"http://nobody.test/"}',
    contextOf({ net: nameless }),
  );

  expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'network' } });
  await nameless.close();
});

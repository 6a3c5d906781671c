import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createSecureServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import { OutboundHttp } from './outbound-http.ts';
import {
  startHttpProxy,
  type TestProxy,
  type TestProxyOptions,
} from './testing/start-http-proxy.ts';
import { startSocksProxy } from './testing/start-socks-proxy.ts';

const nothingLeft = leakCheck();
const fixture = (name: string): string =>
  readFileSync(new URL(`testing/__fixtures__/${name}`, import.meta.url), 'utf8');
const opened: TestProxy[] = [];
let peer: HttpPeer;
let secure: Server;
const net = new OutboundHttp({
  allow: ['127.0.0.1'],
  resolve: () => Promise.resolve(['127.0.0.1']),
});

const ask = (url: string, proxy: string) =>
  net.request({
    method: 'POST',
    url,
    proxy,
    body: 'payload',
    timeoutMs: 5_000,
    maxResponseBytes: 1_000,
    followRedirects: true,
    verifyTls: false,
  });
async function opening(starting: Promise<TestProxy>): Promise<TestProxy> {
  const proxy = await starting;
  opened.push(proxy);
  return proxy;
}
const httpProxy = (options?: TestProxyOptions) => opening(startHttpProxy(options));
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

beforeAll(async () => {
  peer = await startHttpPeer(() => ({ status: 200, body: 'reached' }));
  secure = createSecureServer(
    { key: fixture('peer-key.pem'), cert: fixture('peer-certificate.pem') },
    (_request, response) => response.end('secure'),
  );
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
});
afterAll(async () => {
  await net.close();
  await Promise.all(opened.map((proxy) => proxy.close()));
  await peer.close();
  secure.close();
  secure.closeAllConnections();
  await nothingLeft();
});

describe('an HTTP proxy', () => {
  it('is asked to connect to the address that was checked, not to the name', async () => {
    const proxy = await httpProxy();

    const answer = await ask(`http://name.test:${peer.port}/x`, `http://127.0.0.1:${proxy.port}`);

    expect(answer.body.toString()).toBe('reached');
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${peer.port}`]);
    expect(peer.requests.at(-1)).toMatchObject({ method: 'POST', url: '/x' });
    expect(peer.requests.at(-1)!.headers.host).toBe(`name.test:${peer.port}`);
  });

  it('carries TLS through', async () => {
    const proxy = await httpProxy();
    const { port } = secure.address() as AddressInfo;

    const answer = await ask(`https://peer.test:${port}/`, `http://127.0.0.1:${proxy.port}`);

    expect(answer.body.toString()).toBe('secure');
  });

  it('gets the credentials of its URI', async () => {
    const proxy = await httpProxy({ authorization: basic('me:s@cret') });

    await ask(`http://127.0.0.1:${peer.port}/`, `http://me:s%40cret@127.0.0.1:${proxy.port}`);

    expect(proxy.authorizations).toEqual([basic('me:s@cret')]);
    expect(peer.requests.at(-1)!.headers).not.toHaveProperty('proxy-authorization');
  });

  it('that does not know us is a permanent failure', async () => {
    const proxy = await httpProxy({ authorization: basic('me:secret') });

    const asked = ask(`http://127.0.0.1:${peer.port}/`, `http://127.0.0.1:${proxy.port}`);

    await expect(asked).rejects.toMatchObject({ code: 'remote_rejected', retry: false });
  });

  it('that only forwards is asked to, for an address', async () => {
    const proxy = await httpProxy({ tunnels: false, authorization: basic('me:secret') });

    const answer = await ask(
      `http://127.0.0.1:${peer.port}/x?y=1`,
      `http://me:secret@127.0.0.1:${proxy.port}`,
    );

    expect(answer.body.toString()).toBe('reached');
    expect(proxy.asked.at(-1)).toBe(`POST http://127.0.0.1:${peer.port}/x?y=1`);
    expect(peer.requests.at(-1)!.body.toString()).toBe('payload');
  });

  it('inside that only forwards is not left to resolve a stranger’s name', async () => {
    const proxy = await httpProxy({ tunnels: false });

    const asked = ask(`http://name.test:${peer.port}/`, `http://127.0.0.1:${proxy.port}`);

    await expect(asked).rejects.toMatchObject({ code: 'remote_rejected' });
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${peer.port}`]);
  });

  it('that is not there is a network failure', async () => {
    const asked = ask(`http://127.0.0.1:${peer.port}/`, 'http://127.0.0.1:1');

    await expect(asked).rejects.toMatchObject({ code: 'network', retry: true });
  });
});

describe('a SOCKS5 proxy', () => {
  it('is asked for the address that was checked', async () => {
    const proxy = await opening(startSocksProxy());

    const answer = await ask(`http://name.test:${peer.port}/`, `socks5://127.0.0.1:${proxy.port}`);

    expect(answer.body.toString()).toBe('reached');
    expect(proxy.asked).toEqual([`127.0.0.1:${peer.port}`]);
  });

  it('gets the credentials of its URI, and carries TLS through', async () => {
    const proxy = await opening(startSocksProxy({ credentials: 'me:s@cret' }));
    const { port } = secure.address() as AddressInfo;

    const answer = await ask(
      `https://peer.test:${port}/`,
      `socks5://me:s%40cret@127.0.0.1:${proxy.port}`,
    );

    expect(answer.body.toString()).toBe('secure');
    expect(proxy.authorizations).toEqual(['me:s@cret']);
  });

  it('that does not know us is a permanent failure that tells no credentials', async () => {
    const proxy = await opening(startSocksProxy({ credentials: 'me:secret' }));

    const asked = ask(
      `http://127.0.0.1:${peer.port}/`,
      `socks5://me:wrong-one@127.0.0.1:${proxy.port}`,
    );

    await expect(asked).rejects.toMatchObject({
      code: 'remote_rejected',
      message: expect.not.stringContaining('wrong-one'),
    });
  });
});

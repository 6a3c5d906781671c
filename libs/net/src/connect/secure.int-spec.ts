import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboundHttp, type SecuringOptions } from '../outbound-http.ts';

const pem = (name: string): string =>
  readFileSync(new URL(`../testing/__fixtures__/${name}`, import.meta.url), 'utf8');
const { signal } = new AbortController();
const net = new OutboundHttp({ allow: ['127.0.0.1'], authority: pem('trusted-ca.pem') });
let server: Server;

beforeAll(async () => {
  const identity = { key: pem('peer-key.pem'), cert: pem('trusted-peer-certificate.pem') };
  const protocols = { ALPNProtocols: ['http/1.1', 'ftp'] };
  server = createServer({ ...identity, ...protocols }, (socket) => socket.write('hello'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.close();
  await net.close();
});

/** What became of a connection that has heard the server; a new session is there when that was sent, too. */
async function secured(
  options: Partial<SecuringOptions> = {},
): Promise<{ protocol: string | false | null; isReused: boolean; session: Buffer | undefined }> {
  const target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const plain = await net.connect(target, { tls: null, connectTimeoutMs: 2_000, signal });
  const secure = await net.secure(plain, 'peer.test', { verifyTls: true, signal, ...options });
  const [protocol, isReused] = [secure.alpnProtocol, secure.isSessionReused()];
  const session = isReused ? [] : once(secure, 'session');
  await once(secure, 'data');
  const [kept] = (await session) as [Buffer?];
  secure.destroy();
  return { protocol, isReused, session: kept };
}

describe('TLS over a connection that went without', () => {
  it.each([
    [undefined, 'http/1.1'],
    [['ftp'], 'ftp'],
    [[], false],
  ])('offers the protocols %j', async (alpn, protocol) => {
    expect(await secured({ ...(alpn && { alpn }) })).toMatchObject({ protocol });
  });

  it('goes on with an earlier session', async () => {
    const first = await secured();

    expect(first.isReused).toBe(false);
    expect(await secured({ session: first.session })).toMatchObject({ isReused: true });
  });
});

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import { usualPatience as patience } from '../session/patience.ts';
import { Tls } from './tls.ts';

const pem = (name: string): string =>
  readFileSync(
    new URL(`../../../../../net/src/testing/__fixtures__/${name}`, import.meta.url),
    'utf8',
  );
const { signal } = new AbortController();

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('the connections of one login by %s', (version) => {
  it('go on with one session, offering no protocol by ALPN', async () => {
    const nothingLeft = leakCheck();
    const seen: TLSSocket[] = [];
    const server = createServer(
      {
        key: pem('peer-key.pem'),
        cert: pem('trusted-peer-certificate.pem'),
        maxVersion: version,
        ALPNProtocols: ['ftp'],
      },
      (socket) => {
        seen.push(socket);
        socket.on('error', () => {}).write('220 Welcome.');
      },
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const net = new OutboundHttp({ allow: ['127.0.0.1'], authority: pem('trusted-ca.pem') });
    const login = {
      protocol: 'ftps',
      host: 'peer.test',
      port,
      user: 'user',
      verify: true,
    } as const;
    const nothing = { password: undefined, privateKey: undefined, knownHosts: undefined };
    const tls = new Tls({ ...login, ...nothing }, { net, signal, patience });
    const connected = async (): Promise<TLSSocket> => {
      const target = { host: '127.0.0.1', port };
      const plain = await net.connect(target, { tls: null, connectTimeoutMs: 2_000, signal });
      const secure = await tls.over(plain);
      const granted = version === 'TLSv1.3' && !secure.isSessionReused() ? ['session'] : [];
      await Promise.all(['data', ...granted].map((event) => once(secure, event)));
      return secure;
    };

    const control = await connected();
    const data = [await connected(), await connected()];

    expect(control.isSessionReused()).toBe(false);
    expect(data.map((one) => one.isSessionReused())).toEqual([true, true]);
    expect([control, ...data].map((one) => one.alpnProtocol)).toEqual([false, false, false]);
    for (const one of [control, ...data, ...seen]) one.destroy();
    server.close();
    await net.close();
    await nothingLeft();
  });
});

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { OutboundHttp } from '../outbound-http.ts';

const signal = new AbortController().signal;
const options = { tls: null, connectTimeoutMs: 2_000, signal };

describe('a connection for a protocol of one’s own', () => {
  it('goes where the rules permit', async () => {
    const server = createServer((socket) => socket.end('220 hello\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const socket = await new OutboundHttp({ allow: ['127.0.0.0/8'] }).connect(
      { host: 'localhost', port },
      options,
    );
    const [greeting] = await once(socket, 'data');

    expect(String(greeting)).toBe('220 hello\r\n');
    socket.destroy();
    server.close();
  });

  it('goes nowhere else', async () => {
    const connecting = new OutboundHttp().connect({ host: '127.0.0.1', port: 25 }, options);

    await expect(connecting).rejects.toMatchObject({ code: 'address_forbidden' });
  });

  it('ends with the reason of the signal', async () => {
    const aborted = AbortSignal.abort(new Error('stopped'));
    const net = new OutboundHttp({ allow: ['127.0.0.0/8'] });

    const connecting = net.connect(
      { host: '127.0.0.1', port: 25 },
      { ...options, signal: aborted },
    );

    await expect(connecting).rejects.toThrow('stopped');
  });
});

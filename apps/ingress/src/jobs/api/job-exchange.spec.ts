import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { BodyReader } from '../../http/body-reader.ts';
import { JobExchange } from './job-exchange.ts';

describe('a client that leaves', () => {
  it('is noticed also by who asks after it has gone', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET /api/w/main/jobs HTTP/1.1\r\nhost: here\r\n\r\n');
    const [request, response] = (await once(server, 'request')) as [
      IncomingMessage,
      ServerResponse,
    ];
    const exchange = new JobExchange(request, response, false, {} as BodyReader);
    const closed = once(response, 'close');
    client.destroy();
    await closed;

    await new Promise<void>((resolve) => exchange.onGone(resolve));

    expect(exchange.isGone).toBe(true);
    server.close();
  });
});

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { silentLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { BrokerLink } from './broker-link.ts';

describe('a link to a broker that stays away', () => {
  let server: Server;
  let link: BrokerLink;
  let tries: number;

  beforeEach(async () => {
    tries = 0;
    server = createServer((socket) => {
      tries += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    link = new BrokerLink({
      url: `amqp://guest:guest@127.0.0.1:${port}`,
      name: 'a link',
      logger: silentLogger,
      setUp: async () => {},
    });
  });
  afterEach(async () => {
    await link.close();
    server.close();
  });

  it('tries again and again', async () => {
    await link.open();

    await until(() => tries >= 4, { what: 'the fourth try' });
  });
});

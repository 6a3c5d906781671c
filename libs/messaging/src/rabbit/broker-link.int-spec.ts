import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { silentLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { BrokerLink } from './broker-link.ts';

describe('a link to a broker that stays away', () => {
  let server: Server;
  let link: BrokerLink;
  const triedAt: number[] = [];

  beforeEach(async () => {
    server = createServer((socket) => {
      triedAt.push(performance.now());
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

  it('tries again about every second, so that work goes on soon after the broker is back', async () => {
    await link.open();

    await until(() => triedAt.length >= 8, { what: 'the eighth try' });

    const pauses = triedAt.slice(1).map((at, index) => at - triedAt[index]!);
    expect(Math.max(...pauses)).toBeLessThan(2_000);
  });
});

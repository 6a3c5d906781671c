import { createServer } from 'node:http';
import { HealthChecks, Metrics } from '@millwright/observability';
import { listen } from './listen.ts';
import { openWaitingRoom } from './waiting-room.ts';

const freePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const told = () => ({ health: new HealthChecks(), metrics: new Metrics() });

describe('the waiting room', () => {
  it('lives, is not ready, and asks everybody else to come again', async () => {
    const port = await freePort();
    const room = await openWaitingRoom({ host: '127.0.0.1', port, ...told() });
    const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);

    expect((await at('/health/live')).status).toBe(200);
    expect((await at('/health/ready?x=1')).status).toBe(503);
    expect((await at('/metrics')).status).toBe(200);
    const other = await at('/webhooks/x');
    expect(other.status).toBe(503);
    expect(other.headers.get('retry-after')).toBe('5');
    expect(other.headers.get('content-type')).toBe('application/problem+json');
    expect(await other.json()).toMatchObject({ status: 503, code: 'unavailable' });
    await room.close();

    const next = createServer();
    expect(await listen(next, { host: '127.0.0.1', port })).toBe(port);
    await new Promise((resolve) => next.close(resolve));
  });

  it('finds out that its port is in use, or its address none of this machine', async () => {
    const port = await freePort();
    const room = await openWaitingRoom({ host: '127.0.0.1', port, ...told() });

    await expect(openWaitingRoom({ host: '127.0.0.1', port, ...told() })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(`Port ${port}`),
    });
    await expect(openWaitingRoom({ host: '192.0.2.1', port, ...told() })).rejects.toMatchObject({
      code: 'address_unavailable',
    });
    await room.close();
  });
});

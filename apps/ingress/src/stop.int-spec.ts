import { leakCheck, until } from '@millwright/testing';
import { startTestIngress } from './testing/test-ingress.ts';

afterAll(leakCheck());

describe('an ingress that stops', () => {
  it('answers what it has, takes nothing new, and leaves nothing open', async () => {
    const ingress = await startTestIngress();
    const id = await ingress.webhook();
    expect((await ingress.client.send(`/webhooks/${id}`, { body: 'warm' })).status).toBe(204);
    const halfway = await ingress.client.open();
    halfway.send(
      `POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\nx-mark: halfway\r\ncontent-length: 4\r\n\r\nha`,
    );
    const idle = await ingress.client.open();
    idle.send('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => idle.received.startsWith('HTTP/1.1 200'));
    await ingress.client.send(`/webhooks/${id}`, { body: 'behind it' });

    const stopped = ingress.stop();
    await until(() => idle.isClosed);
    halfway.send('lf');
    await stopped;

    expect(halfway.received).toMatch(/^HTTP\/1\.1 204 /);
    expect(ingress.heard.some(({ head }) => head.request?.headers['x-mark'])).toBe(true);
  }, 60_000);
});

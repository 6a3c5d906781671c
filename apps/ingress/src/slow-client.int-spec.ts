import { until } from '@millwright/testing';
import type { RawConnection } from './testing/http-client.ts';
import { startTestIngress, type TestIngress } from './testing/test-ingress.ts';

let ingress: TestIngress;
let id: string;

beforeAll(async () => {
  ingress = await startTestIngress({
    limits: { headersTimeoutMs: 300, bodyTimeoutMs: 300, sweepMs: 50 },
  });
  id = await ingress.webhook();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const isTimedOut = async (connection: RawConnection): Promise<void> => {
  await until(() => connection.isClosed);
  expect(connection.received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(connection.received).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/);
  expect(connection.received).toContain('"code":"request_timeout"');
};

describe('a client that is too slow', () => {
  it('is told so when its headers do not end', async () => {
    const connection = await ingress.client.open();
    connection.send(`POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\n`);

    await isTimedOut(connection);
  });

  it.each(['content-length: 10', 'content-length: 1000000', 'transfer-encoding: chunked'])(
    'is told so when its body does not end: %s',
    async (length) => {
      const connection = await ingress.client.open();
      connection.send(`POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\n${length}\r\n\r\n2\r\nab`);

      await isTimedOut(connection);
    },
  );

  it('does not slow others down', async () => {
    const slow = await Promise.all(Array.from({ length: 100 }, () => ingress.client.open()));
    for (const connection of slow) connection.send(`POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\n`);

    const answer = await ingress.client.send(`/webhooks/${id}`, { body: 'x' });

    expect(answer.status).toBe(204);
    await Promise.all(slow.map((connection) => until(() => connection.isClosed)));
  });
});

describe('a client that does not speak HTTP', () => {
  it.each([
    ['nonsense\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [
      `POST /webhooks/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`,
      400,
    ],
  ])('gets a problem with a request id: %j', async (text, status) => {
    const connection = await ingress.client.open();
    connection.send(text);

    await until(() => connection.isClosed);
    expect(connection.received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(connection.received).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/);
  });
});

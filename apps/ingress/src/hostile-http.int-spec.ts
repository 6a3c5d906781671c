import { until } from '@millwright/testing';
import { startTestIngress, type TestIngress } from './testing/test-ingress.ts';

let ingress: TestIngress;
let id: string;

beforeAll(async () => {
  ingress = await startTestIngress();
  id = await ingress.webhook();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const statusesIn = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

describe('garbage behind a request', () => {
  it.each([1, 5])('is answered behind the answers of %i good ones', async (count) => {
    const connection = await ingress.client.open();
    const good = `POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi`;

    connection.send(good.repeat(count) + '\x00\x01garbage\r\n\r\n');

    await until(() => connection.isClosed);
    expect(statusesIn(connection.received)).toEqual([...Array<number>(count).fill(204), 400]);
  });
});

describe('an address that names the whole URL', () => {
  it.each(['http://hooks.example', 'HTTPS://hooks.example:443'])(
    'is that of its path: %s',
    async (origin) => {
      const { headers, status } = await ingress.client.send(`${origin}/webhooks/${id}?a=1`, {
        body: '',
      });

      expect(status).toBe(204);
      const { head, data } = await ingress.eventOf(headers['x-request-id']);
      expect(data).toBe('{"a":"1"}');
      expect(head.stored).toBe(false);
    },
  );
});

describe('a body that turns out not to be HTTP', () => {
  it('makes no event and is answered once, although its webhook must be looked up first', async () => {
    const fresh = await ingress.webhook();
    const connection = await ingress.client.open();
    const before = ingress.heard.length;

    connection.send(
      `POST /webhooks/${fresh} HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\nZZ\r\n`,
    );

    await until(() => connection.isClosed, { timeoutMs: 5_000 });
    expect(connection.received.match(/HTTP\/1\.1 4\d\d/g)).toHaveLength(1);
    expect(ingress.heard).toHaveLength(before);
  });
});

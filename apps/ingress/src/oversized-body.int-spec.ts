import { gzipSync } from 'node:zlib';
import { newSecretId } from '@millwright/kernel';
import { until } from '@millwright/testing';
import type { Received } from './testing/http-client.ts';
import { startTestIngress, type TestIngress } from './testing/test-ingress.ts';

const LIMIT = 10_485_760;
const text = { 'content-type': 'text/plain' };

let ingress: TestIngress;
let id: string;

beforeAll(async () => {
  ingress = await startTestIngress();
  id = await ingress.webhook();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const isTooLarge = (answer: Received): void => {
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'body_too_large', status: 413 });
  expect(answer.headers.connection).toBe('close');
};

describe('a body of exactly 10 MiB', () => {
  it('is taken, and its row is there before the answer', async () => {
    const body = Buffer.alloc(LIMIT, 'a');

    const answer = await ingress.client.send(`/webhooks/${id}`, { body, headers: text });

    expect(answer.status).toBe(204);
    const rows = await ingress.database.query<{ length: number; state: string }>(
      `select length(data), state from events join event_runs using (id) where request_id = $1`,
      [answer.headers['x-request-id']],
    );
    expect(rows).toEqual([{ length: LIMIT + 2, state: 'due' }]);
    await until(() => ingress.heard.some(({ head }) => head.stored && head.event === undefined));
  }, 20_000);
});

describe('a body of one byte more', () => {
  it('is refused by its declared length', async () => {
    const body = Buffer.alloc(LIMIT + 1, 'a');

    isTooLarge(await ingress.client.send(`/webhooks/${id}`, { body, headers: text }));
    isTooLarge(await ingress.client.send(`/webhooks/${newSecretId()}`, { body, headers: text }));
  });

  it('is refused when it comes in chunks', async () => {
    const body = Array.from({ length: 11 }, () => Buffer.alloc(1_048_576, 'a'));

    isTooLarge(await ingress.client.send(`/webhooks/${id}`, { body, headers: text }));
  });

  it('is refused when it unpacks to that, however small it came', async () => {
    for (const size of [LIMIT + 1, 200_000_000]) {
      const answer = await ingress.client.send(`/webhooks/${id}`, {
        body: gzipSync(Buffer.alloc(size)),
        headers: { ...text, 'content-encoding': 'gzip' },
      });

      expect(answer.status).toBe(413);
    }
  }, 20_000);

  it('is refused before it is sent, where the client asks first', async () => {
    const connection = await ingress.client.open();
    connection.send(
      `POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${LIMIT + 1}\r\n\r\n`,
    );

    await until(() => connection.received.startsWith('HTTP/1.1 413'));
    await until(() => connection.isClosed);
  });

  it('ends the connection even when the client never stops sending', async () => {
    const connection = await ingress.client.open();
    connection.send(
      `POST /webhooks/${id} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const chunk = `100000\r\n${'a'.repeat(1_048_576)}\r\n`;

    await until(
      () => {
        connection.send(chunk);
        return connection.isClosed;
      },
      { timeoutMs: 20_000 },
    );
    expect(connection.received).toContain('HTTP/1.1 413');
  }, 30_000);
});

describe('a webhook with a limit of its own', () => {
  it('refuses more, and takes as much', async () => {
    const small = await ingress.webhook({ max_body_bytes: 10 });
    const send = async (body: string): Promise<number> =>
      (await ingress.client.send(`/webhooks/${small}`, { body, headers: text })).status;

    expect(await send('a'.repeat(10))).toBe(204);
    expect(await send('a'.repeat(11))).toBe(413);
  });
});

describe('a body that unpacks to more than there is room for', () => {
  it('is refused for the moment', async () => {
    const tight = await startTestIngress({ limits: { heldBodyBytes: 1_000_000 } });
    const webhook = await tight.webhook();

    const answer = await tight.client.send(`/webhooks/${webhook}`, {
      body: gzipSync(Buffer.alloc(5_000_000, 'a')),
      headers: { ...text, 'content-encoding': 'gzip' },
    });
    const later = await tight.client.send(`/webhooks/${webhook}`, { body: 'x' });
    await tight.stop();

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(later.status).toBe(204);
  }, 30_000);
});

describe('packed bodies of many clients at once', () => {
  it('are unpacked a few at a time, so that they never fill the memory together', async () => {
    const body = gzipSync(Buffer.alloc(LIMIT, 'a'));
    const headers = { ...text, 'content-encoding': 'gzip' };
    const atRest = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - atRest);
    }, 1);

    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        ingress.client.send(`/webhooks/${newSecretId()}`, { body, headers }),
      ),
    );
    clearInterval(watch);

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(peak).toBeLessThan(20 * LIMIT);
  }, 60_000);
});

describe('bodies of many clients at once', () => {
  it('are refused past what is held in memory, and only for that moment', async () => {
    const tight = await startTestIngress({ limits: { heldBodyBytes: 1_000_000 } });
    const webhook = await tight.webhook();
    const send = (): Promise<Received> =>
      tight.client.send(`/webhooks/${webhook}`, {
        body: Buffer.alloc(400_000, 'a'),
        headers: text,
      });

    const answers = await Promise.all(Array.from({ length: 12 }, send));
    const statuses = new Set(answers.map(({ status }) => status));
    const later = await send();
    await tight.stop();

    expect([...statuses].every((status) => status === 204 || status === 503)).toBe(true);
    expect(later.status).toBe(204);
  }, 30_000);
});

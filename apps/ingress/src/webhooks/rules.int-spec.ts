import { createHmac, randomUUID } from 'node:crypto';
import type { Id } from '@millwright/kernel';
import { until } from '@millwright/testing';
import {
  WebhookCountStore,
  webhookCreateSchema,
  WebhookStore,
  type WebhookCounts,
  type WebhookSettings,
} from '@millwright/webhook';
import { addWorkspace, addWebhook } from '@millwright/webhook/testing';
import type { HttpClient, Received } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const SECRET = 'a secret of the sender';
const json = { 'content-type': 'application/json' };

let ingress: TestIngress;
let other: HttpClient;

/** What comes in from outside: with defaults where nothing is said. */
const given = (changes: object): Partial<WebhookSettings> =>
  webhookCreateSchema.parse({ name: 'Orders', topic: 'user/order/created', ...changes });

const limited = (requests: number, per_seconds: number, more: object = {}) =>
  ingress.webhook(given({ rate_limit: { requests, per_seconds, ...more } }));

const post = (
  id: Id,
  body: string,
  headers: Record<string, string> = {},
  to = ingress.client,
): Promise<Received> => to.send(`/webhooks/${id}`, { body, headers: { ...json, ...headers } });

const change = (id: Id, patch: Partial<WebhookSettings>): Promise<unknown> =>
  ingress.database.transaction((tx) => {
    const { verification: _kept, ...columns } = patch;
    return new WebhookStore().update(tx, ingress.workspaceId, id, columns);
  });

const statusesOf = async (answers: Promise<Received>[]): Promise<number[]> =>
  (await Promise.all(answers)).map(({ status }) => status);
const countOf = (statuses: readonly number[], status: number): number =>
  statuses.filter((one) => one === status).length;

const rowsOf = (webhookId: Id): Promise<{ data: string }[]> =>
  ingress.database.query('select data from events where webhook_id = $1', [webhookId]);

const counted = (webhookId: Id, counts: Partial<WebhookCounts>): Promise<unknown> =>
  until(async () => {
    const found = await new WebhookCountStore().countsOf(ingress.database, ingress.workspaceId, [
      webhookId,
    ]);
    expect(found.get(webhookId)).toMatchObject(counts);
    return true;
  });

describe('intake that commits first, at two instances', () => {
  beforeAll(async () => {
    ingress = await startTestIngress({ intake: 'database' });
    other = await ingress.another();
  }, 60_000);
  afterAll(() => ingress.stop(), 60_000);

  it('makes one event of a delivery, wherever and how often it comes', async () => {
    const id = await ingress.webhook(given({ dedupe: { by: 'header:x-id' } }));
    const answers = Array.from({ length: 40 }, (_none, index) =>
      post(id, `${index}`, { 'x-id': `${index % 4}` }, index % 2 === 0 ? ingress.client : other),
    );

    expect(countOf(await statusesOf(answers), 204)).toBe(40);
    expect(await rowsOf(id)).toHaveLength(4);
    await counted(id, { duplicates: 36, filtered: 0, rate_limited: 0 });
  });

  it('never takes those for duplicates that do not say what they are', async () => {
    const id = await ingress.webhook(given({ dedupe: { by: 'path:id' } }));

    for (const body of ['{}', '{}', '{"id":null}', '[]', '{"id":1}', '{"id":1}', '{"id":2}']) {
      expect((await post(id, body)).status).toBe(204);
    }

    expect(await rowsOf(id)).toHaveLength(6);
  });

  it("goes by the sender's own ids, and by none of a request that it refused", async () => {
    const id = await ingress.webhook(
      given({ provider: 'github', verification: { secrets: [SECRET] } }),
    );
    const delivery = randomUUID();
    const signed = (body: string, secret = SECRET): Promise<Received> =>
      post(id, body, {
        'x-github-event': 'push',
        'x-github-delivery': delivery,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      });

    expect((await signed('1', 'another')).status).toBe(401);
    expect((await signed('{')).status).toBe(400);
    expect((await signed('2')).status).toBe(204);
    expect((await signed('3')).status).toBe(204);

    expect(await rowsOf(id)).toEqual([{ data: '2' }]);
  });

  it('makes no event of what the filter does not want, and keeps no key of it', async () => {
    const id = await ingress.webhook(
      given({
        filter: { all: [{ path: 'data.total', operator: 'greater_than', value: 10 }] },
        dedupe: { by: 'path:id' },
      }),
    );

    const answer = await post(id, '{"id":1,"total":9.5}');
    await post(id, '{"id":1,"total":10.5}');
    await post(id, 'null');

    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(await rowsOf(id)).toEqual([{ data: '{"id":1,"total":10.5}' }]);
    await counted(id, { filtered: 2, duplicates: 0 });
  });

  it('lets through as many requests as a webhook takes', async () => {
    const id = await limited(2, 10);

    const statuses = [];
    for (const to of [ingress.client, other]) statuses.push((await post(id, '1', {}, to)).status);
    const third = await post(id, '1', {}, other);

    expect([...statuses, third.status]).toEqual([204, 204, 429]);
    expect(JSON.parse(third.text)).toMatchObject({ code: 'rate_limited', status: 429 });
    const seconds = Number(third.headers['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(10);
    await counted(id, { rate_limited: 1 });
  });

  it('counts requests over all instances, before their bodies are read', async () => {
    const id = await limited(30, 3_600);
    const answers = Array.from({ length: 90 }, (_none, index) =>
      post(id, '1', {}, index % 3 === 0 ? other : ingress.client),
    );

    const statuses = await statusesOf(answers);

    expect([countOf(statuses, 204), countOf(statuses, 429)]).toEqual([30, 60]);
    expect((await post(id, '1', { 'content-type': 'image/png' })).status).toBe(429);
    expect(await rowsOf(id)).toHaveLength(30);
  });

  it('lets through again what has left the window', async () => {
    const id = await limited(1, 1);
    expect((await post(id, '1')).status).toBe(204);
    expect((await post(id, '1')).status).toBe(429);

    await until(async () => (await post(id, '1', {}, other)).status === 204);
  });

  it('is in force with a limit that was changed', async () => {
    const id = await limited(1, 3_600);
    expect(await statusesOf([post(id, '1'), post(id, '1')])).toContain(429);

    await change(id, { rate_limit: null });

    await until(async () => (await post(id, '1')).status === 204);
  });

  it('drops what is over a limit, where the webhook says so', async () => {
    const id = await limited(2, 3_600, { on_limit: 'drop' });

    const answers = [];
    for (let index = 0; index < 5; index += 1) answers.push(await post(id, `${index}`));

    expect(answers.map(({ status, text }) => [status, text])).toEqual(Array(5).fill([204, '']));
    expect(await rowsOf(id)).toHaveLength(2);
    await counted(id, { rate_limited: 3 });
  });

  it('answers what it drops as what it takes', async () => {
    const rate_limit = { requests: 1, per_seconds: 3_600, on_limit: 'drop' };
    const response = { status: 200, content_type: 'text/plain', body: 'thanks' };
    const own = await ingress.webhook(given({ rate_limit, response }));
    const slack = await ingress.webhook(
      given({ rate_limit, provider: 'slack', verification: { mode: 'off' } }),
    );
    const inTurn = async (id: Id): Promise<unknown[]> => {
      const [first, second] = [await post(id, '{}'), await post(id, '{}')];
      return [first, second].map(({ status, text }) => [status, text]);
    };

    expect(await inTurn(own)).toEqual(Array(2).fill([200, 'thanks']));
    expect(await inTurn(slack)).toEqual(Array(2).fill([200, '']));
    await counted(own, { rate_limited: 1 });
  });

  it('refuses a handshake over a limit, since its answer would be no answer to it', async () => {
    const rate_limit = { requests: 1, per_seconds: 3_600, on_limit: 'drop' };
    const id = await ingress.webhook(
      given({ rate_limit, provider: 'dropbox', verification: { mode: 'off' } }),
    );
    const ask = () => ingress.client.send(`/webhooks/${id}?challenge=c`, { method: 'GET' });

    expect((await ask()).text).toBe('c');
    const second = await ask();

    expect([second.status, Number(second.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await post(id, '{}')).status).toBe(204);
  });

  it('lets through as many as a Workspace takes, at all of its webhooks', async () => {
    const workspaceId = await addWorkspace(ingress.database, {
      webhook_rate_limit: { requests: 5, per_seconds: 3_600, on_limit: 'refuse' },
    });
    const one = await addWebhook(ingress.database, workspaceId);
    const two = await addWebhook(
      ingress.database,
      workspaceId,
      given({ rate_limit: { requests: 2, per_seconds: 3_600 } }),
    );

    const inTurn = async (id: Id, count: number): Promise<number[]> => {
      const statuses = [];
      for (let index = 0; index < count; index += 1) statuses.push((await post(id, '1')).status);
      return statuses;
    };

    // What the webhook's own limit stops does not count for the Workspace's.
    expect(await inTurn(two.id, 4)).toEqual([204, 204, 429, 429]);
    expect(await inTurn(one.id, 4)).toEqual([204, 204, 204, 429]);
  });

  it('answers nobody’s ids without a limit', async () => {
    const id = randomUUID();
    const answers = Array.from({ length: 20 }, () => post(id, '1'));

    expect(countOf(await statusesOf(answers), 204)).toBe(20);
  });
});

describe('intake through the broker', () => {
  beforeAll(async () => {
    ingress = await startTestIngress();
    other = await ingress.another();
  }, 60_000);
  afterAll(() => ingress.stop(), 60_000);

  it('sends the key that an event has in common with its duplicates, whichever instance it is', async () => {
    const id = await ingress.webhook(given({ dedupe: { by: 'body-sha256', window_seconds: 5 } }));
    const plain = await ingress.webhook();
    const keyOf = async (answer: Promise<Received>): Promise<unknown> =>
      (await ingress.eventOf((await answer).headers['x-request-id'])).head.dedupe;

    const keys = await Promise.all(
      [post(id, '{"a":1}'), post(id, '{"a":1}', {}, other), post(id, '{"a":2}')].map(keyOf),
    );

    expect(keys[0]).toEqual({ key: expect.stringMatching(/^[0-9a-f]{64}$/), window_seconds: 5 });
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).not.toEqual(keys[0]);
    expect(await keyOf(post(plain, '{"a":1}'))).toBeUndefined();
  });

  it('names the topic by the word of the sender', async () => {
    const id = await ingress.webhook(
      given({
        topic: 'user/github/{hint}',
        provider: 'github',
        verification: { mode: 'off' },
      }),
    );
    const topicOf = async (headers: Record<string, string>): Promise<string | undefined> => {
      const answer = await post(id, '{"action":"Opened Now"}', headers);
      return (await ingress.eventOf(answer.headers['x-request-id'])).head.event?.topic;
    };

    expect(await topicOf({ 'x-github-event': 'Issues' })).toBe('user/github/issues.opened_now');
    expect(await topicOf({})).toMatch(/^user\/github\/[a-z0-9_.-]+$/);
  });

  it('keeps to limits by its own count while the database is away', async () => {
    const id = await limited(1, 3_600);
    expect([(await post(id, '1')).status, (await post(id, '1')).status]).toEqual([204, 429]);
    await change(id, { rate_limit: { requests: 20, per_seconds: 3_600, on_limit: 'refuse' } });
    // The instance has heard of all that was written: it will not look the webhook up again.
    await until(async () => (await post(id, '1')).status === 204);
    ingress.postgres.cut();

    const statuses = await statusesOf(Array.from({ length: 60 }, () => post(id, '1')));

    expect(countOf(statuses, 204) + 2).toBeLessThanOrEqual(22);
    expect(countOf(statuses, 204)).toBeGreaterThanOrEqual(10);
    expect(countOf(statuses, 204) + countOf(statuses, 429)).toBe(60);
    ingress.postgres.restore();
    await until(async () => (await post(id, '1')).status === 429, { timeoutMs: 10_000 });
  }, 30_000);
});

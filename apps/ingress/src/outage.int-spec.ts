import { eventQueueOf } from '@millwright/event';
import { newSecretId } from '@millwright/kernel';
import { eventQueues } from '@millwright/messaging';
import { until } from '@millwright/testing';
import type { Received } from './testing/http-client.ts';
import { startTestIngress, type TestIngress } from './testing/test-ingress.ts';

let ingress: TestIngress;
let id: string;

beforeEach(async () => {
  ingress = await startTestIngress();
  id = await ingress.webhook();
  await ingress.eventOf((await post('first')).headers['x-request-id']);
}, 60_000);
afterEach(() => ingress.stop(), 60_000);

const post = (body: string, to = id): Promise<Received> =>
  ingress.client.send(`/webhooks/${to}`, { body });

const spooled = async (): Promise<number> =>
  (await ingress.database.query(`select 1 from intake_spool`)).length;

describe('with the broker away', () => {
  it('events are spooled, answered 204, and arrive in their order when it is back', async () => {
    ingress.broker.cut();
    const bodies = Array.from({ length: 120 }, (_none, index) => `n${index}`);
    for (const body of bodies) expect((await post(body)).status).toBe(204);
    expect(await spooled()).toBe(120);
    expect(ingress.heard).toHaveLength(1);

    ingress.broker.restore();
    const answer = await post('last');
    expect(answer.status).toBe(204);
    await until(() => ingress.heard.length >= 122, { timeoutMs: 20_000 });

    // Each shard is a queue of its own: the order is that within each.
    const order = [...bodies, 'last'];
    for (const queue of eventQueues) {
      const events = ingress.heard
        .slice(1)
        .filter(({ head }) => eventQueueOf(head.event_id) === queue);
      const places = events.map(({ data }) => order.indexOf(JSON.parse(data!) as string));
      expect(places).toEqual(places.toSorted((left, right) => left - right));
    }
    expect(new Set(ingress.heard.map(({ data }) => data)).size).toBe(122);
    await until(async () => (await spooled()) === 0);
  }, 60_000);

  it('a large body is committed as always', async () => {
    ingress.broker.cut();

    const answer = await post('x'.repeat(300_000));

    expect(answer.status).toBe(204);
    const rows = await ingress.database.query(`select 1 from events where request_id = $1`, [
      answer.headers['x-request-id'],
    ]);
    expect(rows).toHaveLength(1);
  });

  it('what an instance spooled is handed over by another one', async () => {
    await ingress.database.execute(`insert into intake_spool (id, message) select $1, $2`, [
      newSecretId(),
      messageOf('left behind'),
    ]);

    await until(() => ingress.heard.some(({ data }) => data === '"left behind"'), {
      timeoutMs: 8_000,
    });
  }, 20_000);
});

describe('with the database away', () => {
  it('known webhooks go on; of unknown ids nobody says that they are nobody’s', async () => {
    const unknown = newSecretId();
    expect((await post('x', unknown)).status).toBe(204);
    ingress.postgres.cut();

    await until(async () => (await post('x', unknown)).status === 503, { timeoutMs: 8_000 });
    const answer = await post('second');
    expect(answer.status).toBe(204);
    await ingress.eventOf(answer.headers['x-request-id']);

    ingress.postgres.restore();
    await until(async () => (await post('x', unknown)).status === 204, { timeoutMs: 15_000 });
  }, 30_000);
});

describe('with both away', () => {
  it('nothing is taken: 503, to be tried again in a second', async () => {
    ingress.broker.cut();
    ingress.postgres.cut();

    const answer = await post('lost?');

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'unavailable', status: 503 });
    expect(answer.headers['x-request-id']).toBeDefined();
  }, 20_000);

  it('events are taken again as soon as either is back', async () => {
    ingress.broker.cut();
    ingress.postgres.cut();
    expect((await post('x')).status).toBe(503);

    ingress.broker.restore();
    await until(async () => (await post('by the broker')).status === 204, { timeoutMs: 15_000 });
    await until(() => ingress.heard.some(({ data }) => data === '"by the broker"'));
    ingress.postgres.restore();
    ingress.broker.cut();
    await until(async () => (await post('by the spool')).status === 204, { timeoutMs: 15_000 });
    ingress.broker.restore();
    await until(() => ingress.heard.some(({ data }) => data === '"by the spool"'), {
      timeoutMs: 15_000,
    });
  }, 60_000);
});

const messageOf = (data: string): string =>
  JSON.stringify({
    type: 'event.received',
    v: 1,
    event_id: newSecretId(),
    stored: false,
  }).slice(0, -1) + `, "data":${JSON.stringify(data)}}`;

import type { Received } from './testing/http-client.ts';
import { startTestIngress, type TestIngress } from './testing/test-ingress.ts';

let ingress: TestIngress;
let id: string;

beforeAll(async () => {
  ingress = await startTestIngress({ intake: 'database' });
  id = await ingress.webhook();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const post = (body: string): Promise<Received> =>
  ingress.client.send(`/webhooks/${id}`, {
    body,
    headers: { 'content-type': 'application/json' },
  });

describe('intake that commits first', () => {
  it('has the row with its very text before the answer, and gives a hint after', async () => {
    const answer = await post('{"n":1.0,"nul":"\\u0000"}');

    expect(answer.status).toBe(204);
    const requestId = answer.headers['x-request-id'];
    const rows = await ingress.database.query(
      `select data, source, topic, webhook_id, request, (select kind from work where work.id = events.id) as work
       from events where request_id = $1`,
      [requestId],
    );
    expect(rows).toEqual([
      {
        data: '{"n":1.0,"nul":"\\u0000"}',
        source: 'webhook',
        topic: 'user/order/created',
        webhook_id: id,
        request: expect.stringContaining('"method":"POST"'),
        work: 'event',
      },
    ]);
    expect((await ingress.eventOf(requestId)).head.stored).toBe(true);
  });

  it('commits many at once, each once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_none, index) => post(`${index}`)),
    );

    expect(answers.every(({ status }) => status === 204)).toBe(true);
    const [count] = await ingress.database.query<{ count: number }>(
      `select count(*)::int from events where request_id = any($1::uuid[])`,
      [answers.map(({ headers }) => headers['x-request-id'])],
    );
    expect(count!.count).toBe(200);
  });

  it('goes on with the broker away, and refuses with the database away', async () => {
    ingress.broker.cut();
    expect((await post('1')).status).toBe(204);

    ingress.postgres.cut();
    const answer = await post('2');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    ingress.postgres.restore();
    ingress.broker.restore();
  }, 20_000);
});

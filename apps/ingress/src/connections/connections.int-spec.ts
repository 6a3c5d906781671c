import { createHmac } from 'node:crypto';
import type { OpenConnection } from '@millwright/connection';
import { GivenConnections } from '@millwright/connection/testing';
import { newSecretId, type Id } from '@millwright/kernel';
import { givenTask } from '@millwright/task/testing';
import { startTestIngress, type Heard, type TestIngress } from '../testing/test-ingress.ts';
import type { Received } from '../testing/http-client.ts';
import { InboundSource, type InboundConnection } from './inbound-source.ts';

const APP_SECRET = 'shpss_hush';
const TOKEN = 'the-token-of-the-service';

/** Connections by their inbound ids, in memory. */
class KnownInbound extends InboundSource {
  readonly known = new Map<string, InboundConnection>();

  async byInboundId(_sql: unknown, id: string): Promise<InboundConnection | undefined> {
    return this.known.get(id);
  }
}

const source = new KnownInbound();
let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress({
    providers: [{ provide: InboundSource, useValue: source }],
  });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

/** A Connection of a type; answers the id in its address. */
async function given(
  type: string,
  fields: Record<string, unknown> = {},
  maxBodyBytes?: number,
): Promise<Id> {
  const id = newSecretId();
  const open = (): OpenConnection => opened!;
  const opened =
    type === 'shopify'
      ? await new GivenConnections({
          ...{ name: 'mill', type },
          fields: {
            ...{ shop_domain: 'mill.myshopify.com', access_token: 't', api_version: '2026-10' },
            ...fields,
          },
        }).open('', { types: ['shopify'], asker: 'the test' })
      : undefined;
  source.known.set(id, {
    ...{
      id: newSecretId(),
      workspaceId: ingress.workspaceId,
      name: 'mill',
      type,
      maxBodyBytes,
      open,
    },
    isToken: (text) => text === TOKEN,
  });
  return id;
}

const signed = (body: string, secret = APP_SECRET): Record<string, string> => ({
  'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  'x-shopify-topic': 'orders/create',
});
const post = (id: Id, body: string, headers: Record<string, string> = {}): Promise<Received> =>
  ingress.client.send(`/connections/${id}`, { headers, body });
const told = (id: Id, body: object | string, token = TOKEN): Promise<Received> =>
  post(id, typeof body === 'string' ? body : JSON.stringify(body), {
    authorization: `Bearer ${token}`,
  });
const eventOf = async (answer: Received): Promise<Heard> => {
  expect(answer).toMatchObject({ status: 204, text: '' });
  return ingress.eventOf(answer.headers['x-request-id']);
};
const detailOf = ({ text }: Received): string => (JSON.parse(text) as { detail: string }).detail;

describe('a webhook of Shopify at a Connection', () => {
  const order = '{"id": 820982911946154508, "total_price": 403.00}';

  it('becomes the event of its topic, with its very body', async () => {
    const id = await given('shopify', { app_secret: APP_SECRET });

    const { head, data } = await eventOf(await post(id, order, signed(order)));

    expect(data).toBe(order);
    expect(head.event).toMatchObject({
      topic: 'shopify/orders/create',
      source: 'shopify',
      workspace_id: ingress.workspaceId,
      provider: 'shopify',
      provider_event: 'orders/create',
      webhook_id: null,
    });
  });

  it('may have one of the newer topics', async () => {
    const id = await given('shopify', { app_secret: APP_SECRET });
    const headers = { ...signed(order), 'x-shopify-topic': 'customer.tags_added' };

    const { head } = await eventOf(await post(id, order, headers));

    expect(head.event?.topic).toBe('shopify/customer/tags_added');
  });

  it.each<[string, Record<string, string>, object]>([
    ['with another secret', signed(order, 'shpss_other'), { app_secret: APP_SECRET }],
    ['of another body', signed(`${order} `), { app_secret: APP_SECRET }],
    ['without a signature', { 'x-shopify-topic': 'orders/create' }, { app_secret: APP_SECRET }],
    ['where the Connection has no secret', signed(order, ''), {}],
    [
      'with the token alone',
      { 'x-shopify-topic': 'orders/create', authorization: `Bearer ${TOKEN}` },
      { app_secret: APP_SECRET },
    ],
  ])('is not let in when it is signed %s', async (_name, headers, fields) => {
    const id = await given('shopify', { ...fields });

    expect((await post(id, order, headers)).status).toBe(401);
  });

  it.each([
    ['{"a":', 'orders/create', 'the body is no JSON'],
    ['{}', 'orders', 'is no topic'],
    ['{}', 'orders/create/now', 'is no topic'],
  ])('is refused with the body %s and the topic %s', async (body, topic, detail) => {
    const id = await given('shopify', { app_secret: APP_SECRET });

    const answer = await post(id, body, { ...signed(body), 'x-shopify-topic': topic });

    expect(answer.status).toBe(400);
    expect(detailOf(answer)).toContain(detail);
  });
});

describe('a call of Flow', () => {
  it.each([
    ['JSON', { a: [1] }, '{"a":[1]}'],
    ['text that holds JSON', '{"a": 1.0}', '{"a": 1.0}'],
    ['nothing', undefined, 'null'],
    ['null', null, 'null'],
  ])('becomes a user’s event with %s as its data', async (_name, given_data, data) => {
    const id = await given('shopify');

    const heard = await eventOf(await told(id, { topic: 'user/flow/told', data: given_data }));

    expect(heard.data).toBe(data);
    expect(heard.head.event).toMatchObject({ topic: 'user/flow/told', source: 'shopify' });
  });

  it('is not lost for text that holds no JSON', async () => {
    const id = await given('shopify');

    const { data } = await eventOf(await told(id, { topic: 'user/flow/told', data: '{"a":' }));

    expect(JSON.parse(data!)).toEqual({
      __error: { message: expect.stringContaining('line 1'), invalid_event_data_json: '{"a":' },
    });
  });

  it('may be for one task, which must subscribe', async () => {
    const id = await given('shopify');
    const task = await givenTask(ingress.database, ingress.workspaceId, {
      script: '',
      subscriptions: ['user/flow/told+1.hour'],
    });

    const { head } = await eventOf(await told(id, { topic: 'user/flow/told', task_id: task }));
    expect(head.event?.task_ids).toEqual([task]);

    const other = await told(id, { topic: 'user/flow/other', task_id: task });
    expect([other.status, detailOf(other)]).toEqual([
      400,
      `task_id: the task ${task} does not subscribe to user/flow/other`,
    ]);
    const nobody = await told(id, { topic: 'user/flow/told', task_id: newSecretId() });
    expect(detailOf(nobody)).toContain('is not there');
    const odd = await told(id, { topic: 'user/flow/told', task_id: 7 });
    expect(detailOf(odd)).toBe('task_id must be the id of a task');
  });

  it.each(['shopify/orders/create', 'mechanic/user/trigger', 'user/flow', 'user/flow/a b', 1])(
    'makes no event of the topic %s',
    async (topic) => {
      const id = await given('shopify');

      const answer = await told(id, { topic, data: 1 });

      expect(answer.status).toBe(400);
      expect(detailOf(answer)).toContain('topic must be user/<subject>/<verb>');
    },
  );
});

describe('a call of another service', () => {
  it('becomes an event of its own domain', async () => {
    const id = await given('report_toaster');
    const data = { id: 'r1', name: 'Sales', data: [[1]] };

    const { head, data: heard } = await eventOf(
      await told(id, { topic: 'report_toaster/reports/create', data }),
    );

    expect(heard).toBe(JSON.stringify(data));
    expect(head.event).toMatchObject({
      topic: 'report_toaster/reports/create',
      source: 'connection',
      provider: 'report_toaster',
    });
  });

  it('keeps text as it is', async () => {
    const id = await given('judgeme');

    const { data } = await eventOf(await told(id, { topic: 'judgeme/review/created', data: '{}' }));

    expect(data).toBe('"{}"');
  });

  it.each(['user/a/b', 'judgeme/review/created', 'shopify/orders/create', 'report_toaster/x'])(
    'makes no event of the topic %s',
    async (topic) => {
      const answer = await told(await given('report_toaster'), { topic });

      expect([answer.status, detailOf(answer)]).toEqual([
        400,
        'topic must be report_toaster/<subject>/<verb>, of letters, digits and _ . -',
      ]);
    },
  );

  it.each(['[]', '"x"', '{', ''])('is refused with the body %j', async (body) => {
    expect((await told(await given('report_toaster'), body)).status).toBe(400);
  });
});

describe('the address of a Connection', () => {
  const body = { topic: 'report_toaster/reports/create' };

  it('answers wrong tokens, none, and Connections that there are not, in the same way', async () => {
    const id = await given('report_toaster');
    const answers = [
      await told(id, body, 'another-token'),
      await post(id, JSON.stringify(body)),
      await told(newSecretId(), body),
      await told('no-uuid', body),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map(detailOf)).size).toBe(1);
  });

  it('is posted to', async () => {
    const id = await given('report_toaster');

    expect(await ingress.client.send(`/connections/${id}`, { method: 'GET' })).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
  });

  it('takes no packed and no oversized bodies', async () => {
    const id = await given('report_toaster');
    const packed = { authorization: `Bearer ${TOKEN}`, 'content-encoding': 'gzip' };

    expect((await post(id, 'x', packed)).status).toBe(415);
    expect((await told(id, 'x'.repeat(10_485_761))).status).toBe(413);
  });

  it('takes bodies as large as the Workspace lets them be', async () => {
    const withData = (length: number): string =>
      JSON.stringify({ ...body, data: 'x'.repeat(length) });
    const narrow = await given('report_toaster', {}, 1_000);
    const wide = await given('report_toaster', {}, 11_000_000);
    const chunked = (id: Id, length: number): Promise<Received> =>
      ingress.client.send(`/connections/${id}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
        body: [Buffer.from(withData(length))],
      });

    expect((await told(narrow, withData(10))).status).toBe(204);
    const refused = await told(narrow, withData(1_000));
    expect([refused.status, detailOf(refused)]).toEqual([413, 'the body may have 1000 bytes']);
    expect((await chunked(narrow, 1_000)).status).toBe(413);
    expect((await told(wide, withData(10_500_000))).status).toBe(204);
    expect((await told(wide, withData(11_000_000))).status).toBe(413);
  });

  it('says to try again while nothing can be kept', async () => {
    const id = await given('report_toaster');
    ingress.broker.cut();
    ingress.postgres.cut();

    const answer = await told(id, body);
    ingress.broker.restore();
    ingress.postgres.restore();

    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  });
});

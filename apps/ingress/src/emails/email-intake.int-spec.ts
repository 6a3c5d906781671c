import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Id } from '@millwright/kernel';
import { EmailAddressStore } from '@millwright/mail';
import type { Received, Sent } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const MAIL = 'From: Ann <ann@a.example>\r\nTo: shop@b.example\r\nSubject: Hello\r\n\r\nText';
const MIME = { 'content-type': 'message/rfc822' };

let ingress: TestIngress;
let address: string;
beforeAll(async () => {
  ingress = await startTestIngress();
  address = `/emails/${await addAddress()}`;
});
afterAll(() => ingress.stop());

const addAddress = async (enabled = true): Promise<Id> => {
  const made = await ingress.database.transaction((tx) =>
    new EmailAddressStore().create(tx, ingress.workspaceId, { name: 'A', enabled }),
  );
  return made.id;
};
const post = (path: string, sent: Sent = {}): Promise<Received> =>
  ingress.client.send(path, { method: 'POST', headers: MIME, body: MAIL, ...sent });
const problemOf = ({ status, text }: Received) => [
  status,
  (JSON.parse(text) as { code: string }).code,
];

describe('mail that comes in', () => {
  it('is an event of its Workspace, from MIME', async () => {
    const answer = await post(address);

    expect([answer.status, answer.text]).toEqual([200, '']);
    const { head, data } = await ingress.eventOf(answer.headers['x-request-id']);
    expect(head.event).toMatchObject({
      topic: 'mechanic/emails/received',
      source: 'email',
      workspace_id: ingress.workspaceId,
      webhook_id: null,
    });
    expect(JSON.parse(data!)).toMatchObject({
      from: 'ann@a.example',
      from_name: 'Ann',
      subject: 'Hello',
      text_body: 'Text\n',
    });
  });

  it('is an event, from Postmark', async () => {
    const answer = await post(`${address.toUpperCase().replace('/EMAILS', '/emails')}/?a=1`, {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: '{"From":"ann@a.example","MessageID":"m-1","Big":12345678901234567890}',
    });

    expect(answer.status).toBe(200);
    const { data } = await ingress.eventOf(answer.headers['x-request-id']);
    expect(data).toContain('"message_id":"m-1"');
    expect(data).toContain('"big":12345678901234567890');
  });

  it('may be large, and then is committed before it is answered', async () => {
    const answer = await post(address, { body: `${MAIL}\r\n${'text '.repeat(100_000)}` });

    expect(answer.status).toBe(200);
    const [row] = await ingress.database.query<{ topic: string }>(
      'select topic from events where request_id = $1',
      [answer.headers['x-request-id']],
    );
    expect(row).toEqual({ topic: 'mechanic/emails/received' });
  });

  it('is taken after 100 Continue too', async () => {
    expect((await post(address, { headers: { ...MIME, expect: '100-continue' } })).status).toBe(
      200,
    );
  });
});

describe('what is no mail', () => {
  it.each([
    ['an address of nobody', '/emails/6f3f1f6e-0000-4000-8000-000000000000', {}, 404, 'not_found'],
    ['what is no address', '/emails/inbox', {}, 404, 'not_found'],
    ['another method', undefined, { method: 'GET', body: '' }, 405, 'method_not_allowed'],
    [
      'a form',
      undefined,
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported_media_type',
    ],
    [
      'packed bytes',
      undefined,
      { headers: { ...MIME, 'content-encoding': 'gzip' } },
      415,
      'unsupported_media_type',
    ],
    ['JSON of something else', undefined, { body: '{}' }, 400, 'invalid_body'],
    ['too much', undefined, { body: Buffer.alloc(10_485_761, 'a') }, 413, 'body_too_large'],
    [
      'too much, without saying so first',
      undefined,
      { body: [Buffer.alloc(6_000_000, 'a'), Buffer.alloc(6_000_000, 'a')] },
      413,
      'body_too_large',
    ],
  ])('is refused: %s', async (_what, path, sent: Sent, status, code) => {
    expect(problemOf(await post(path ?? address, sent))).toEqual([status, code]);
  });

  it('is refused by an address that is switched off', async () => {
    expect((await post(`/emails/${await addAddress(false)}`)).status).toBe(404);
  });

  it('holds nobody else up while it is taken apart', async () => {
    const head = 'From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
    const hostile = post(address, { body: `${head}${'--b\n\n'.repeat(1_900_000)}` });
    const webhook = await ingress.webhook();

    let answered = 0;
    const others = Promise.all(
      Array.from({ length: 20 }, () =>
        ingress.client
          .send(`/webhooks/${webhook}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{}',
          })
          .then(({ status }) => (answered += status === 204 ? 1 : 0)),
      ),
    );
    await Promise.race([others, hostile]);
    await others;

    expect(answered).toBe(20);
    expect(problemOf(await hostile)).toEqual([400, 'invalid_body']);
  }, 60_000);
});

describe('while something is away', () => {
  it('mail is taken without the broker', async () => {
    ingress.broker.cut();

    const answer = await post(address);
    ingress.broker.restore();

    expect(answer.status).toBe(200);
    await ingress.eventOf(answer.headers['x-request-id']);
  }, 30_000);

  it('mail is refused for a moment without the database', async () => {
    ingress.postgres.cut();

    const answer = await post(address);
    ingress.postgres.restore();

    expect(problemOf(answer)).toEqual([503, 'unavailable']);
    expect(answer.headers['retry-after']).toBe('1');
  }, 30_000);
});

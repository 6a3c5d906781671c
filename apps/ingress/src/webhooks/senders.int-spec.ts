import { createHmac, randomUUID } from 'node:crypto';
import type { Received, Sent } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const send = (path: string, sent: Sent = {}): Promise<Received> => ingress.client.send(path, sent);

const provided = (provider: string, more: object = {}): Promise<string> =>
  ingress.webhook({
    provider,
    verification: { secrets: ['s3cret'] },
    ...more,
  });

const codeOf = ({ text }: Received): string => (JSON.parse(text) as { code: string }).code;

const JSON_TYPE = { 'content-type': 'application/json' };

const heard = (answer: Received) => ingress.eventOf(answer.headers['x-request-id']);

describe('the methods of a webhook', () => {
  it.each([
    ['', 'POST, OPTIONS'],
    ['asana', 'POST, OPTIONS'],
    ['mailchimp', 'GET, HEAD, POST, OPTIONS'],
    ['ship24', 'HEAD, POST, OPTIONS'],
    ['cloudevents', 'POST, OPTIONS'],
    ['twilio', 'GET, POST, OPTIONS'],
    ['zendesk', 'GET, POST, PUT, PATCH, DELETE, OPTIONS'],
  ])('at the suffix "%s" are those of its sender: %s', async (suffix, allow) => {
    const known = `/webhooks/${await ingress.webhook()}/${suffix}`;
    const unknown = `/webhooks/${randomUUID()}/${suffix}`;

    for (const path of [known, unknown]) {
      for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
        const { status, headers, text } = await send(path, { method });
        if (allow.includes(method) && method !== 'OPTIONS') {
          expect(status).not.toBe(405);
          continue;
        }
        expect([status, headers.allow]).toEqual([405, allow]);
        expect(text === '' ? method : codeOf({ status, headers, text })).toBe(
          text === '' ? 'HEAD' : 'method_not_allowed',
        );
      }
    }
  });

  it('are those of its provider at its bare address alike', async () => {
    const id = await provided('mailchimp');

    expect((await send(`/webhooks/${id}`, { method: 'HEAD' })).status).toBe(200);
    expect((await send(`/webhooks/${id}`, { method: 'GET' })).status).toBe(200);
    expect((await send(`/webhooks/${id}`, { method: 'PUT' })).headers.allow).toBe(
      'GET, HEAD, POST, OPTIONS',
    );
  });

  it.each([
    ['facebook', 'meta', 200],
    ['meta', 'facebook', 200],
    ['facebook', 'whatsapp', 200],
    ['svix', 'standard-webhooks', 204],
    ['svix', 'meta', 404],
  ])(
    'of %s at the suffix "%s" get %d, as names of one sender are one',
    async (provider, suffix, status) => {
      const id = await ingress.webhook({ provider, verification: { mode: 'off' } });

      expect((await send(`/webhooks/${id}/${suffix}`, { body: '{}' })).status).toBe(status);
    },
  );

  it('at the suffix of another provider are none', async () => {
    const id = await provided('github');

    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
      expect((await send(`/webhooks/${id}/mailchimp`, { method })).status).toBe(404);
    }
  });

  it('that only handshakes use are 405 where there is none', async () => {
    const id = await ingress.webhook();

    const { status, headers } = await send(`/webhooks/${id}/cloudevents`, { method: 'OPTIONS' });

    expect([status, headers.allow]).toEqual([405, 'POST, OPTIONS']);
    expect((await send(`/webhooks/${id}/dropbox`, { method: 'GET' })).status).toBe(403);
  });
});

describe('a browser that asks for leave', () => {
  const preflight = (more: Record<string, string> = {}): Sent => ({
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST', ...more },
  });

  it('hears of the methods of the sender', async () => {
    const id = await ingress.webhook();
    const methodsAt = async (suffix: string) =>
      (await send(`/webhooks/${id}${suffix}`, preflight())).headers['access-control-allow-methods'];

    expect(await methodsAt('')).toBe('POST');
    expect(await methodsAt('/twilio')).toBe('POST, GET');
    expect(await methodsAt('/cloudevents')).toBe('POST');
  });

  it('is not taken for a sender that does, nor the other way round', async () => {
    const id = await ingress.webhook();
    const path = `/webhooks/${id}/cloudevents`;

    const browser = await send(path, preflight());
    const sender = await send(path, {
      method: 'OPTIONS',
      headers: {
        'webhook-request-origin': 'eventemitter.example.com',
        'webhook-request-rate': '120',
      },
    });
    const both = await send(path, preflight({ 'webhook-request-origin': 'emitter.example.com' }));

    expect(browser.status).toBe(204);
    expect(sender.status).toBe(200);
    expect(sender.headers).toMatchObject({
      'webhook-allowed-origin': 'eventemitter.example.com',
      'webhook-allowed-rate': '120',
      allow: 'POST, OPTIONS',
    });
    expect([both.status, both.headers['webhook-allowed-origin']]).toEqual([
      200,
      'emitter.example.com',
    ]);
  });
});

describe('the answer to a delivery', () => {
  const at = async (suffix: string, sent: Sent): Promise<Received> =>
    send(`/webhooks/${await ingress.webhook()}/${suffix}`, sent);

  it('is what its sender asks for', async () => {
    const body = '{"type":2,"id":"1"}';
    const json = { headers: JSON_TYPE, body };
    const shown = async (suffix: string, sent: Sent = json) => {
      const { status, text, headers } = await at(suffix, sent);
      return [status, headers['content-type'], text];
    };

    expect(await shown('github')).toEqual([204, undefined, '']);
    expect(await shown('linear')).toEqual([200, undefined, '']);
    expect(await shown('microsoft-graph')).toEqual([202, undefined, '']);
    expect(await shown('adyen')).toEqual([200, 'text/plain; charset=utf-8', '[accepted]']);
    expect(await shown('discord')).toEqual([200, 'application/json', '{"type":5}']);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await shown('twilio', { headers: form, body: 'SmsStatus=sent' })).toEqual([
      200,
      'text/xml',
      '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    ]);
    const sign = await at('adobe-sign', {
      headers: { ...JSON_TYPE, 'x-adobesign-clientid': 'me' },
      body,
    });
    expect([sign.headers['x-adobesign-clientid'], sign.text]).toEqual([
      'me',
      '{"xAdobeSignClientId":"me"}',
    ]);
  });

  it('of a request that is let in nowhere says what is asked for, and nothing else', async () => {
    const texts = await Promise.all(
      [
        ['basic', 'Basic realm="webhook", charset="UTF-8"', 'a:b'],
        ['bearer', 'Bearer', 'token'],
      ].map(async ([provider, asked, secret]) => {
        const id = await provided(provider!, { verification: { secrets: [secret!] } });
        const refused = await send(`/webhooks/${id}`, { headers: JSON_TYPE, body: '{}' });
        expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, asked]);
        return refused.text.replace(/"request_id":"[^"]+"/, '');
      }),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('is 503 while the key of its sender cannot be fetched', async () => {
    const id = await provided('aws-sns', {
      verification: { secrets: ['arn:aws:sns:eu-west-1:1:t'] },
    });
    const message = {
      Type: 'Notification',
      MessageId: '1',
      TopicArn: 'arn:aws:sns:eu-west-1:1:t',
      Message: 'm',
      Timestamp: new Date().toISOString(),
      SignatureVersion: '2',
      Signature: 'AAAA',
      SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/none.pem',
    };

    const { status, headers } = await send(`/webhooks/${id}`, { body: JSON.stringify(message) });

    expect([status, headers['retry-after']]).toEqual([503, '30']);
  });
});

describe('the content of a delivery', () => {
  it('of CloudEvents is an event, several, or the data of one', async () => {
    const path = `/webhooks/${await ingress.webhook({ topic: 'user/cloud/{hint}' })}/cloudevents`;
    const event = (id: string) =>
      `{"specversion":"1.0","type":"order.made","source":"/s","id":"${id}","n":1.0}`;
    const post = (type: string | undefined, body: string, headers = {}) =>
      send(path, { headers: { ...(type && { 'content-type': type }), ...headers }, body });

    const one = await post('application/cloudevents+json', event('1'));
    const several = await post(
      'application/cloudevents-batch+json',
      `[${event('2')}, ${event('3')}]`,
    );
    const none = await post('application/cloudevents-batch+json', '[]');
    const binary = await post('application/json', '{"n":2}', {
      'ce-id': '4',
      'ce-source': '/s',
      'ce-type': 'order.paid',
      'ce-specversion': '1.0',
    });

    expect([one, several, none, binary].map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect((await heard(one)).data).toBe(event('1'));
    await heard(several);
    await heard(binary);
    const ofBatch = ingress.heard.filter(
      ({ head }) => head.event?.request_id === several.headers['x-request-id'],
    );
    expect(ofBatch.map(({ data }) => data).sort()).toEqual([event('2'), event('3')]);
    expect(ofBatch.map(({ head }) => head.request?.provider_delivery_id).sort()).toEqual([
      '/s:2',
      '/s:3',
    ]);
    expect(new Set(ofBatch.map(({ head }) => head.event_id)).size).toBe(2);
    expect(ofBatch[0]!.head.event).toMatchObject({
      topic: 'user/cloud/order.made',
      provider_event: 'order.made',
    });
    expect((await heard(binary)).head).toMatchObject({
      event: { topic: 'user/cloud/order.paid' },
      request: { provider_delivery_id: '/s:4' },
    });
    const ofNone = none.headers['x-request-id'];
    expect(ingress.heard.some(({ head }) => head.event?.request_id === ofNone)).toBe(false);
  });

  it('of another type than its sender sends is refused', async () => {
    const path = `/webhooks/${await ingress.webhook()}/cloudevents`;

    const refused = await send(path, { headers: JSON_TYPE, body: '{}' });
    const noBatch = await send(path, {
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: '{}',
    });

    expect([refused.status, codeOf(refused)]).toEqual([415, 'unsupported_media_type']);
    expect([noBatch.status, codeOf(noBatch)]).toEqual([400, 'invalid_body']);
  });

  it('that its sender calls text, though it is JSON, is JSON', async () => {
    const path = `/webhooks/${await ingress.webhook()}/aws-sns`;
    const body = '{"Type":"Notification","TopicArn":"a:b:orders","MessageId":"m1","n":1.0}';

    const answer = await send(path, {
      headers: { 'content-type': 'text/plain; charset=UTF-8' },
      body,
    });

    const { head, data } = await heard(answer);
    expect(data).toBe(body);
    expect(head).toMatchObject({
      event: { provider_event: 'orders' },
      request: { provider_delivery_id: 'm1' },
    });
  });

  it('made with another method is the query', async () => {
    const body = await send(`/webhooks/${await ingress.webhook()}/twilio?SmsStatus=sent&n=1`, {
      method: 'GET',
    });

    const { head, data } = await heard(body);
    expect([head.request?.method, data]).toEqual(['GET', '{"SmsStatus":"sent","n":"1"}']);
  });
});

describe('a secret that a request carries', () => {
  it('is not in the event, wherever it was sent', async () => {
    const inHeader = await provided('bearer', { data_mode: 'full' });
    const inQuery = await provided('mailchimp');
    const authorization = 'Bearer s3cret';

    const byHeader = await send(`/webhooks/${inHeader}?a=1`, {
      headers: { ...JSON_TYPE, authorization },
      body: '{}',
    });
    const byQuery = await send(`/webhooks/${inQuery}?a=1&s%65cret=s3cret&b=`, {
      headers: JSON_TYPE,
      body: '{}',
    });

    expect([byHeader.status, byQuery.status]).toEqual([204, 200]);
    const ofHeader = await heard(byHeader);
    const ofQuery = await heard(byQuery);
    expect(JSON.stringify([ofHeader, ofQuery])).not.toContain('s3cret');
    expect(ofHeader.head.request?.headers.authorization).toEqual(['***']);
    expect(JSON.parse(ofHeader.data!)).toMatchObject({ headers: { authorization: ['***'] } });
    expect(ofQuery.head.request?.query_string).toBe('a=1&s%65cret=***&b=');
  });

  it('stays where no sender is known: the task has to check it', async () => {
    const id = await ingress.webhook({ data_mode: 'full' });

    const answer = await send(`/webhooks/${id}`, { headers: { authorization: 'Bearer own' } });

    expect((await heard(answer)).head.request?.headers.authorization).toEqual(['Bearer own']);
  });
});

describe('a challenge that is to be signed', () => {
  it.each([
    [
      'zoom',
      'POST',
      (text: string) => [
        '',
        JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken: text } }),
      ],
      'v0:1:{}',
    ],
    [
      'linkedin',
      'GET',
      (text: string) => [`?challengeCode=${encodeURIComponent(text)}`, ''],
      'hmacsha256={}',
    ],
    ['x', 'GET', (text: string) => [`?crc_token=${encodeURIComponent(text)}`, ''], '{"a":1}'],
  ] as const)('by %s cannot be a delivery', async (provider, method, requestOf, signedText) => {
    const id = await provided(provider);
    const ask = (text: string) => {
      const [query, body] = requestOf(text) as [string, string];
      return send(`/webhooks/${id}${query}`, { method, headers: JSON_TYPE, body });
    };

    const good = await ask('abc-123');
    const forged = await ask(signedText);

    expect(good.status).toBe(200);
    expect(good.text).toMatch(
      new RegExp(
        createHmac('sha256', 's3cret')
          .update('abc-123')
          .digest(provider === 'x' ? 'base64' : 'hex')
          .replace(/[+/]/g, '.'),
      ),
    );
    expect([forged.status, codeOf(forged)]).toEqual([403, 'handshake_refused']);
    expect(forged.text).not.toContain(
      createHmac('sha256', 's3cret').update(signedText).digest('hex'),
    );
  });
});

import { createHmac, randomUUID } from 'node:crypto';
import { until } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

const SECRET = "It's a Secret to Everybody";
const BODY = '{"action":"opened","number":1.0}';

describe('a webhook whose sender is verified', () => {
  let system: System;
  let mill: Mill;
  let path: string;
  let topic: string;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    topic = mill.topic();
    path = await mill.webhook(topic, { provider: 'github', verification: { secrets: [SECRET] } });
    await mill.task(topic, '{% action "echo", event.data %}');
  });
  afterAll(() => system?.stop());

  /** Each a delivery of its own, unless told otherwise: those that come again are no events. */
  const postSigned = (
    body: string,
    secret = SECRET,
    delivery: string = randomUUID(),
  ): Promise<Response> =>
    mill.post(path, body, {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': delivery,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    });

  it('takes what its sender signed, to the last digit', async () => {
    const delivery = randomUUID();

    const answer = await postSigned(BODY, SECRET, delivery);

    expect(answer.status).toBe(204);
    const event = await mill.finished(answer.headers.get('x-request-id')!);
    expect(event).toMatchObject({
      status: 'succeeded',
      provider: 'github',
      provider_event: 'issues.opened',
      provider_delivery_id: delivery,
      verification: { verdict: 'verified', scheme: 'hmac-sha256', signed_at: null },
      task_runs: [{ action_runs: [{ result: { action: 'opened' } }] }],
    });
  });

  it('refuses everybody else, and nothing comes of it', async () => {
    const refused = [
      await postSigned(BODY, 'another secret'),
      await mill.post(path, BODY, { 'content-type': 'application/json' }),
    ];

    for (const answer of refused) {
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'verification_failed' });
    }
    const signed = await postSigned(BODY);
    await mill.finished(signed.headers.get('x-request-id')!);
    for (const answer of refused) {
      const id = answer.headers.get('x-request-id');
      expect(await mill.api.get(`/events?request_id=${id}`)).toMatchObject({ data: [] });
    }
  });

  it('takes both secrets while one takes the place of the other, and then only the new one', async () => {
    const { secret } = await mill.api.write<{ secret: string }>(
      'POST',
      `${path}/rotate-secret`,
      {},
    );
    await until(async () => (await postSigned(BODY, secret)).status === 204);
    expect((await postSigned(BODY)).status).toBe(204);

    await mill.api.write('POST', `${path}/rotate-secret`, { keep_seconds: 0 });

    await until(async () => (await postSigned(BODY, secret)).status === 401);
    expect((await postSigned(BODY)).status).toBe(401);
  });
});

describe('a webhook whose sender’s key has to be fetched', () => {
  let system: System;
  beforeAll(async () => {
    system = await sharedSystem();
  });
  afterAll(() => system?.stop());

  it('puts off what it cannot verify: a runner was asked, and nobody has the key', async () => {
    const mill = new Mill(system);
    const verification = { secrets: ['4JH86294D6297924G'] };
    const path = await mill.webhook(mill.topic(), { provider: 'paypal', verification });

    const answer = await mill.post(path, '{"id":"WH-1"}', {
      'content-type': 'application/json',
      'paypal-transmission-id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
      'paypal-transmission-time': new Date().toISOString(),
      'paypal-transmission-sig': 'AAAA',
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url':
        'https://nobody-has-this-name.millwright-test.paypal.com/v1/notifications/certs/CERT-1',
    });

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
    const metrics = await (await fetch(`${system.ingressUrl}/metrics`)).text();
    expect(metrics).toContain(
      'millwright_provider_fetches_total{purpose="key",outcome="unavailable"} 1',
    );
    const id = answer.headers.get('x-request-id');
    expect(await mill.api.get(`/events?request_id=${id}`)).toMatchObject({ data: [] });
  });
});

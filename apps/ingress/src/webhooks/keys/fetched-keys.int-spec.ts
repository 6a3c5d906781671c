import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { jest } from '@jest/globals';
import type { Id } from '@millwright/kernel';
import { until, type PeerReply } from '@millwright/testing';
import { startSenderHosts, testCertificate, type SenderHosts } from '@millwright/webhook/testing';
import { SignJWT } from 'jose';
import { startFetchingRunner, type FetchingRunner } from '../../testing/fetching-runner.ts';
import type { Received, Sent } from '../../testing/http-client.ts';
import { paypalDelivery, SNS_TOPIC, snsMessage } from '../../testing/signed-by-certificate.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PAYPAL_ID = '4JH86294D6297924G';
const GRAPH_KEYS = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';
const CONFIRMATION = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1';

const { pem, privateKey } = testCertificate(
  new Date(START_MS - DAY_MS),
  new Date(START_MS + 30 * DAY_MS),
);

let ingress: TestIngress;
let hosts: SenderHosts;
let runner: FetchingRunner;
let nowMs = START_MS;
let leadsTo: string[];
/** What the hosts of senders answer. */
let reply: (path: string) => PeerReply | undefined;
let turn = 0;

beforeAll(async () => {
  ingress = await startTestIngress({ clock: { now: () => nowMs } });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);
beforeEach(async () => {
  turn += 1;
  nowMs += DAY_MS / 100;
  leadsTo = ['93.184.216.34'];
  reply = () => ({ status: 200, body: pem });
  hosts = await startSenderHosts(({ url }) => reply(url), {
    resolve: () => Promise.resolve(leadsTo),
  });
  runner = await startFetchingRunner(ingress.neighbour, hosts.net);
});
afterEach(async () => {
  await runner.close();
  await hosts.close();
});

const everyTimerButTimeouts = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const;

/** An address that no other test has in the cache. */
const certificateUrl = (): string => `https://api.paypal.com/v1/notifications/certs/CERT-${turn}`;

const paypalWebhook = (): Promise<Id> =>
  ingress.webhook({ provider: 'paypal', verification: { secrets: [PAYPAL_ID] } });
const snsWebhook = (): Promise<Id> =>
  ingress.webhook({ provider: 'aws-sns', verification: { secrets: [SNS_TOPIC] } });
const post = (id: Id, sent: Sent): Promise<Received> =>
  ingress.client.send(`/webhooks/${id}`, sent);
const fromPaypal = (url = certificateUrl()): Sent =>
  paypalDelivery(PAYPAL_ID, { privateKey, certificateUrl: url });
const fromSns = (message: Record<string, string>, url?: string): Sent =>
  snsMessage(message, {
    privateKey,
    certificateUrl: url ?? `https://sns.eu-west-1.amazonaws.com/Service-${turn}.pem`,
    sentMs: nowMs,
  });

/** Whether there is no event of it, and the sender is told to come again. */
function isPutOff({ status, headers, text }: Received): boolean {
  const { request_id } = JSON.parse(text) as { request_id: string };
  const isHeard = ingress.heard.some(({ head }) => head.event?.request_id === request_id);
  return status === 503 && headers['retry-after'] === '30' && !isHeard;
}

describe('a delivery of PayPal', () => {
  it('is verified with the certificate that it names, which is fetched once', async () => {
    const id = await paypalWebhook();

    const first = await post(id, fromPaypal());
    const second = await post(id, fromPaypal());

    expect([first.status, second.status]).toEqual([204, 204]);
    const { head } = await ingress.eventOf(first.headers['x-request-id']);
    expect(head.event).toMatchObject({ provider: 'paypal' });
    expect(head.verification).toMatchObject({ verdict: 'verified', scheme: 'rsa-sha256' });
    expect(hosts.requests.map(({ url }) => url)).toEqual([new URL(certificateUrl()).pathname]);
    expect(runner.asked).toHaveLength(1);
  });

  it('is fetched for once by many that come together', async () => {
    const id = await paypalWebhook();

    const answers = await Promise.all(Array.from({ length: 20 }, () => post(id, fromPaypal())));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(runner.asked).toHaveLength(1);
  });

  it('is put off while the certificate’s server is down, and taken once it is up', async () => {
    const id = await paypalWebhook();
    reply = () => 503;

    expect(isPutOff(await post(id, fromPaypal()))).toBe(true);
    reply = () => ({ status: 200, body: pem });
    nowMs += MINUTE_MS - 1;
    expect(isPutOff(await post(id, fromPaypal()))).toBe(true);
    expect(runner.asked).toHaveLength(1);
    nowMs += 1;

    expect((await post(id, fromPaypal())).status).toBe(204);
  });

  it('is put off after six seconds without a task-runner, and taken once there is one', async () => {
    const id = await paypalWebhook();
    await post(id, { body: '{}' });
    await runner.close();
    runner = await startFetchingRunner(ingress.neighbour);
    jest.useFakeTimers({ doNotFake: [...everyTimerButTimeouts] });
    try {
      const waiting = post(id, fromPaypal());
      let isAnswered = false;
      void waiting.then(() => (isAnswered = true));
      await until(() => runner.asked.length === 1);
      jest.advanceTimersByTime(5_999);
      await new Promise(setImmediate);
      expect(isAnswered).toBe(false);
      jest.advanceTimersByTime(1);

      expect(isPutOff(await waiting)).toBe(true);
    } finally {
      jest.useRealTimers();
    }
    await runner.close();
    runner = await startFetchingRunner(ingress.neighbour, hosts.net);

    expect((await post(id, fromPaypal())).status).toBe(204);
  });

  it('is refused with a certificate that is not valid yet, or is none', async () => {
    const id = await paypalWebhook();
    const future = testCertificate(
      new Date(START_MS + 10 * DAY_MS),
      new Date(START_MS + 30 * DAY_MS),
    );
    reply = () => ({ status: 200, body: future.pem });
    const early = paypalDelivery(PAYPAL_ID, {
      privateKey: future.privateKey,
      certificateUrl: certificateUrl(),
    });

    expect((await post(id, early)).status).toBe(401);
    reply = () => ({ status: 200, body: 'no key at all' });
    expect((await post(id, fromPaypal(`${certificateUrl()}x`))).status).toBe(401);
  });

  it.each([
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }],
    ['more than 64 KiB', { status: 200, body: pem + ' '.repeat(65 * 1_024) }],
  ])('is refused where there is %s instead of a certificate', async (_, answer) => {
    const id = await paypalWebhook();
    reply = () => answer;

    expect((await post(id, fromPaypal())).status).toBe(401);
    expect((await post(id, fromPaypal())).status).toBe(401);
    expect(hosts.requests).toHaveLength(1);
  });

  it('is refused where the name of its host leads inside, and nobody is asked', async () => {
    const id = await paypalWebhook();
    leadsTo = ['127.0.0.1'];

    expect((await post(id, fromPaypal())).status).toBe(401);
    expect(runner.asked).toHaveLength(1);
    expect(hosts.requests).toEqual([]);
  });

  it.each([
    'https://api.paypal.com.evil.example/cert',
    'https://evil.example/api.paypal.com',
    'https://api.paypal.com@evil.example/cert',
    'http://api.paypal.com/cert',
    'https://api.paypal.com:8443/cert',
  ])('is refused with a certificate at %s, and no runner is asked', async (url) => {
    const id = await paypalWebhook();

    expect((await post(id, fromPaypal(url))).status).toBe(401);
    expect(runner.asked).toEqual([]);
  });
});

describe('a message of Amazon SNS', () => {
  it('becomes an event, by the certificate that it names', async () => {
    const id = await snsWebhook();

    const answer = await post(id, fromSns({ Type: 'Notification' }));

    expect(answer.status).toBe(204);
    const { head } = await ingress.eventOf(answer.headers['x-request-id']);
    expect(head.event).toMatchObject({ provider: 'aws-sns', provider_event: 'orders' });
  });

  it('has a subscription confirmed before it is answered, and is no event', async () => {
    const id = await snsWebhook();

    const answer = await post(id, subscription());

    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(runner.asked).toMatchObject([
      { provider: 'aws-sns', purpose: 'key' },
      { provider: 'aws-sns', purpose: 'confirmation', url: CONFIRMATION },
    ]);
    expect(hosts.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET /Service-${turn}.pem`,
      'GET /?Action=ConfirmSubscription&Token=1',
    ]);
    const later = await post(id, fromSns({ Type: 'Notification' }));
    await ingress.eventOf(later.headers['x-request-id']);
    const ids = ingress.heard.map(({ head }) => head.event?.request_id);
    expect(ids).not.toContain(answer.headers['x-request-id']);
  });

  it('is asked to come again while its subscription cannot be confirmed', async () => {
    const id = await snsWebhook();
    reply = (path) => (path.startsWith('/?') ? 500 : { status: 200, body: pem });

    expect(isPutOff(await post(id, subscription()))).toBe(true);
    reply = () => ({ status: 200, body: pem });
    expect((await post(id, subscription())).status).toBe(200);
  });

  it('has nothing confirmed when it is signed by another key, or for another topic', async () => {
    const id = await snsWebhook();
    const stranger = testCertificate(new Date(START_MS - DAY_MS), new Date(START_MS + DAY_MS));
    const forged = snsMessage(
      { Type: 'SubscriptionConfirmation', SubscribeURL: CONFIRMATION, Token: '1' },
      {
        ...stranger,
        certificateUrl: `https://sns.eu-west-1.amazonaws.com/Service-${turn}.pem`,
        sentMs: nowMs,
      },
    );

    expect((await post(id, forged)).status).toBe(401);
    expect((await post(id, subscription({ TopicArn: `${SNS_TOPIC}-other` }))).status).toBe(401);
    expect(runner.asked.map(({ purpose }) => purpose)).toEqual(['key']);
  });

  const subscription = (more: Record<string, string> = {}): Sent =>
    fromSns({
      Type: 'SubscriptionConfirmation',
      SubscribeURL: CONFIRMATION,
      Token: '1',
      ...more,
    });
});

it('fetches Microsoft’s keys anew when a token names one that is not there, once a minute', async () => {
  const old = graphKey('old');
  const rotated = graphKey('new');
  const webhook = {
    provider: 'microsoft-graph',
    verification: { secrets: ['s3cret'], config: { app_id: 'app' } },
  };
  const id = await ingress.webhook(webhook);
  const send = async (key: GraphKey): Promise<number> =>
    (await post(id, { headers: { 'content-type': 'application/json' }, body: await rich(key) }))
      .status;
  reply = () => ({ status: 200, body: JSON.stringify({ keys: [old.jwk] }) });

  expect(await send(old)).toBe(202);
  expect(await send(rotated)).toBe(401);
  reply = () => ({ status: 200, body: JSON.stringify({ keys: [old.jwk, rotated.jwk] }) });
  expect(await send(rotated)).toBe(401);
  expect(runner.asked.map(({ url }) => url)).toEqual([GRAPH_KEYS]);
  nowMs += MINUTE_MS;

  expect(await send(rotated)).toBe(202);
  expect(await send(old)).toBe(202);
  expect(runner.asked).toHaveLength(2);
});

interface GraphKey {
  kid: string;
  privateKey: KeyObject;
  jwk: object;
}

function graphKey(kid: string): GraphKey {
  const { publicKey, privateKey: own } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { kid, privateKey: own, jwk: { ...publicKey.export({ format: 'jwk' }), kid } };
}

/** A rich notification, with the token that it comes with. */
async function rich({ kid, privateKey: key }: GraphKey): Promise<string> {
  const token = await new SignJWT({ azp: '0bf30f3b-4a52-48df-9a82-234910c4a086' })
    .setProtectedHeader({ alg: 'RS256', kid })
    .setAudience('app')
    .setExpirationTime(nowMs / 1_000 + 3_600)
    .sign(key);
  const value = [{ subscriptionId: 's1', clientState: 's3cret', changeType: 'created' }];
  return JSON.stringify({ value, validationTokens: [token] });
}

import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { until } from '@millwright/testing';
import { WebhookSecretStore } from '@millwright/webhook';
import type { Webhook } from '@millwright/webhook';
import { addWebhook, testSecretBox } from '@millwright/webhook/testing';
import type { Received } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const SECRET = "It's a Secret to Everybody";
const DELIVERY = '72d3162e-cc78-11e3-81ab-4c9367dc0958';

interface Vector {
  provider: string;
  name: string;
  secret: string | string[] | null;
  request: { headers: Record<string, string>; body: string };
  expect: 'valid' | 'invalid';
}

const vectors = (
  JSON.parse(
    readFileSync(
      new URL('../../../../libs/webhook/src/providers/__fixtures__/vectors.json', import.meta.url),
      'utf8',
    ),
  ) as Vector[]
).filter(({ provider }) => provider === 'github');

let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const webhook = (secrets: string[] = [SECRET], more: object = {}): Promise<Webhook> =>
  addWebhook(ingress.database, ingress.workspaceId, {
    provider: 'github',
    verification: { secrets },
    ...more,
  });

const signatureOf = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const post = (
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Received> =>
  ingress.client.send(path, {
    body,
    headers: { 'content-type': 'application/json', 'x-github-event': 'issues', ...headers },
  });

const signed = (path: string, body: string | Buffer, headers = {}): Promise<Received> =>
  post(path, body, { 'x-hub-signature-256': signatureOf(body), ...headers });

const codeOf = ({ text }: Received): string => (JSON.parse(text) as { code: string }).code;

describe('a webhook of GitHub', () => {
  it('takes what is signed, and the event says by what', async () => {
    const { id } = await webhook([SECRET], { topic: 'user/github/{hint}' });

    const answer = await signed(`/webhooks/${id}`, '{"action":"opened","n":1.0}', {
      'x-github-delivery': DELIVERY,
    });

    expect(answer.status).toBe(204);
    const { head, data } = await ingress.eventOf(answer.headers['x-request-id']);
    expect(data).toBe('{"action":"opened","n":1.0}');
    const secrets = new WebhookSecretStore(testSecretBox);
    const [secret] = await secrets.listOf(ingress.database, ingress.workspaceId, [id]);
    expect(head).toMatchObject({
      event: {
        topic: 'user/github/issues.opened',
        provider: 'github',
        provider_event: 'issues.opened',
      },
      request: { provider_delivery_id: DELIVERY },
      verification: {
        verdict: 'verified',
        scheme: 'hmac-sha256',
        secret_id: secret!.id,
        signed_at: null,
      },
    });
  });

  it('answers 401 to everything else, in the same words, and makes no event', async () => {
    const { id } = await webhook();
    const path = `/webhooks/${id}`;
    const before = ingress.heard.length;

    const refused = [
      await post(path, '{}'),
      await post(path, '{}', { 'x-hub-signature-256': 'sha256=zz' }),
      await post(path, '{"a":2}', { 'x-hub-signature-256': signatureOf('{"a":1}') }),
      await post(path, '{}', { 'x-hub-signature-256': signatureOf('{}', 'another') }),
      await post(path, 'not json', {}),
    ];

    for (const answer of refused) {
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(codeOf(answer)).toBe('verification_failed');
    }
    expect(new Set(refused.map(({ text }) => text.replace(/"request_id":"[^"]+"/, ''))).size).toBe(
      1,
    );
    expect((await signed(path, '{}')).status).toBe(204);
    await until(() => ingress.heard.length > before);
    expect(ingress.heard).toHaveLength(before + 1);
  });

  it('verifies before it parses, and the bytes as they came', async () => {
    const { id } = await webhook();
    const packed = gzipSync('{"a":1}');

    expect((await signed(`/webhooks/${id}`, packed, { 'content-encoding': 'gzip' })).status).toBe(
      204,
    );
    const unpacked = { 'x-hub-signature-256': signatureOf('{"a":1}'), 'content-encoding': 'gzip' };
    expect((await post(`/webhooks/${id}`, packed, unpacked)).status).toBe(401);
    expect((await signed(`/webhooks/${id}`, '{"a":')).status).toBe(400);
    expect((await signed(`/webhooks/${id}`, Buffer.from([0x22, 0xff, 0x22]))).status).toBe(400);
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    'judges the signed request "%s" as GitHub would',
    async (_name, { secret, request, expect: expected }) => {
      const secrets = secret === null ? [randomUUID()] : [secret].flat();
      const { id } = await webhook(secrets);

      const { 'content-type': _type, ...headers } = request.headers;
      const answer = await post(`/webhooks/${id}`, request.body, {
        ...headers,
        'content-type': 'text/plain',
      });

      expect(answer.status).toBe(expected === 'valid' ? 204 : 401);
    },
  );

  it('is verified at its suffix alike, and is not there at any other', async () => {
    const { id } = await webhook();

    expect((await post(`/webhooks/${id}/GitHub`, '{}')).status).toBe(401);
    expect((await signed(`/webhook/${id}/github`, '{}')).status).toBe(204);
    const other = await signed(`/webhooks/${id}/hmac`, '{}');
    expect([other.status, codeOf(other)]).toEqual([404, 'provider_unknown']);
    expect((await post(`/webhooks/${await ingress.webhook()}/hmac`, '{}')).status).toBe(204);
  });

  it('takes anything where its owner turned checking off, and says so', async () => {
    const { id } = await webhook([], { verification: { mode: 'off' } });

    const answer = await post(`/webhooks/${id}`, '{"action":"closed"}');

    expect(answer.status).toBe(204);
    expect((await ingress.eventOf(answer.headers['x-request-id'])).head).toMatchObject({
      event: { provider: 'github', provider_event: 'issues.closed' },
      verification: { verdict: 'unverified', scheme: null, secret_id: null, signed_at: null },
    });
  });

  it('lets nobody in once its last secret has expired, or cannot be opened', async () => {
    const { id } = await webhook();
    expect((await signed(`/webhooks/${id}`, '{}')).status).toBe(204);
    const change = (set: string): Promise<void> =>
      ingress.database.transaction(async (tx) => {
        await tx.execute(`update webhook_secrets set ${set} where webhook_id = $1`, [id]);
        await tx.execute(
          `with e as (update config_epoch set epoch = epoch + 1 returning epoch)
           update webhooks set changed_epoch = (select epoch from e) where id = $1`,
          [id],
        );
      });

    await change(`expires_at = now() - interval '1 second'`);
    await until(async () => (await signed(`/webhooks/${id}`, '{}')).status === 401);
    await change('expires_at = null');
    await until(async () => (await signed(`/webhooks/${id}`, '{}')).status === 204);
    await change(`sealed = 'v1.00000000.AAAA'`);
    await until(async () => (await signed(`/webhooks/${id}`, '{}')).status === 401);
  });

  it('remembers when a secret was last used', async () => {
    const { id } = await webhook();
    await signed(`/webhooks/${id}`, '{}');

    const secrets = new WebhookSecretStore(testSecretBox);
    await until(async () => {
      const [secret] = await secrets.listOf(ingress.database, ingress.workspaceId, [id]);
      return secret!.lastUsedAt !== null;
    });
  });
});

describe('a webhook of nobody we know', () => {
  it('takes unsigned requests, and its events name no sender', async () => {
    const id = await ingress.webhook();

    const answer = await post(`/webhooks/${id}`, '{}');

    const { head } = await ingress.eventOf(answer.headers['x-request-id']);
    expect(head.event).toMatchObject({ provider: null, provider_event: null });
    expect(head.verification).toBeUndefined();
  });
});

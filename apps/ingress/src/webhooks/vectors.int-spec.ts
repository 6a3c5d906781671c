import type { Id } from '@millwright/kernel';
import { until } from '@millwright/testing';
import { webhookCreateSchema, WebhookSecretStore, WebhookStore } from '@millwright/webhook';
import { signedVectors, testSecretBox, type SignedVector } from '@millwright/webhook/testing';
import type { Received } from '../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';
import { KeyUnavailableError, SenderKeys } from './ports/sender-keys.ts';

/** Holds what the vectors say is at which address. Nothing else may be asked for. */
class KeysAtHand extends SenderKeys {
  at: Record<string, string> = {};

  override async fetch(_provider: string, urls: readonly string[]): Promise<Map<string, string>> {
    return new Map(
      urls.map((url) => {
        if (this.at[url] === undefined) throw new KeyUnavailableError(url);
        return [url, this.at[url]];
      }),
    );
  }

  override renew(provider: string, urls: readonly string[]): Promise<Map<string, string>> {
    return this.fetch(provider, urls);
  }

  override async confirm(): Promise<void> {
    // Whatever is to be confirmed, is.
  }
}

let ingress: TestIngress;
let nowMs = 0;
const keys = new KeysAtHand();
const clock = { now: () => nowMs };

beforeAll(async () => {
  const providers = [{ provide: SenderKeys, useValue: keys }];
  ingress = await startTestIngress({ clock, providers });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

/** Saved as it is, secrets that no owner could save included. */
const webhookFor = ({ provider, secret, config = {}, request }: SignedVector): Promise<Id> =>
  ingress.database.transaction(async (tx) => {
    const [publicUrl] = request.url.split('?') as [string];
    const settings = webhookCreateSchema.parse({
      name: 'Vector',
      topic: 'user/vector/sent',
      provider,
    });
    const verification = {
      mode: 'required',
      public_url: publicUrl,
      tolerance_seconds: null,
      config,
    } as const;
    const { id } = await new WebhookStore().create(tx, ingress.workspaceId, {
      ...settings,
      verification,
    });
    const secrets = (secret === null ? [] : [secret].flat()).reverse();
    const sealed = secrets.map((value) => ({ value, expiresAt: null }));
    await new WebhookSecretStore(testSecretBox).add(tx, ingress.workspaceId, id, sealed);
    return id;
  });

async function send(vector: SignedVector): Promise<Received> {
  const { method, url, headers, body, body_base64 } = vector.request;
  const id = await webhookFor(vector);
  nowMs = vector.now * 1_000;
  keys.at = vector.fetch ?? {};
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return ingress.client.send(`/webhooks/${id}/${vector.provider}${query}`, {
    method,
    headers,
    body: body_base64 === undefined ? (body ?? '') : Buffer.from(body_base64, 'base64'),
  });
}

const isHeard = (requestId: unknown): boolean =>
  ingress.heard.some(({ head }) => head.event?.request_id === requestId);

/** An event that was made later is heard, so that one that is not heard by then was not made. */
async function heardSoFar(): Promise<void> {
  const marker = await ingress.client.send(`/webhooks/${await ingress.webhook()}`);
  await until(() => isHeard(marker.headers['x-request-id']));
}

const named = (isWanted: (vector: SignedVector) => boolean) =>
  signedVectors
    .filter(isWanted)
    .map((vector) => [`${vector.provider}: ${vector.name}`, vector] as const);

describe('a delivery that the sender signed', () => {
  it.each(named((one) => one.expect === 'valid' && one.handshake === undefined))(
    'is let in: %s',
    async (_name, vector) => {
      const { status, headers } = await send(vector);

      // Some bodies are not what their content type says, on purpose: they get past the check of the signature.
      expect([200, 202, 204, 400]).toContain(status);
      if (status !== 400) await until(() => isHeard(headers['x-request-id']));
    },
  );
});

describe('a handshake', () => {
  it.each(named((one) => one.expect === 'valid' && one.handshake !== undefined))(
    'is answered, and is no event: %s',
    async (_name, vector) => {
      const wanted = vector.handshake!;

      const { status, headers, text } = await send(vector);

      expect(status).toBe(wanted.status);
      const [contentType] = (headers['content-type'] ?? '').split(';');
      expect({ ...headers, 'content-type': contentType }).toMatchObject(wanted.headers);
      if (wanted.json !== undefined) expect(JSON.parse(text)).toEqual(wanted.json);
      else expect(text).toBe(wanted.body);
      await heardSoFar();
      expect(isHeard(headers['x-request-id'])).toBe(false);
    },
  );
});

describe('a request that the sender did not make', () => {
  it.each(named((one) => one.expect === 'invalid'))(
    'is refused, and is no event: %s',
    async (_name, vector) => {
      const { status, headers } = await send(vector);

      expect([401, 403, 404, 405]).toContain(status);
      expect(headers['content-type']).toBe('application/problem+json');
      await heardSoFar();
      expect(isHeard(headers['x-request-id'])).toBe(false);
    },
  );
});

import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { ok } from './answer.ts';
import { greeted, notGreeted } from './handshake.ts';
import { hintFrom } from './hint-from.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const SECRET = /^[!-~]{1,256}$/;

/** Source: Asana Docs, "Webhooks guide". */
export const asana = {
  id: 'asana',
  name: 'Asana',
  signature: 'hex HMAC-SHA256 of the raw body, under a secret that it tells when it subscribes',
  handshakes:
    'A POST with `X-Hook-Secret` is answered with the same header; the secret is kept, and signs later requests. Signed heartbeats without events are answered too.',
  documentation: 'https://developers.asana.com/docs/webhooks-guide',
  secretLabel: 'Secret, told in the handshake',
  sample: {
    body: '{"events":[{"action":"changed","resource":{"gid":"1337","resource_type":"task"},"parent":null}]}',
  },
  ...bodyHmac({ header: 'x-hook-signature', encoding: 'hex' }),
  learnsSecret: true,
  secretPlacesOf: () => ({ headers: ['x-hook-secret'] }),
  handshake({ method, headers }) {
    const given = headerValue(headers, 'x-hook-secret');
    const isSigned = headerValue(headers, 'x-hook-signature') !== undefined;
    if (method !== 'POST' || given === undefined || isSigned) return undefined;
    if (!SECRET.test(given)) return notGreeted('hook secret');
    const answer = { ...ok, headers: { 'x-hook-secret': given } };
    return greeted('hook secret', answer, { learns: given });
  },
  verifiedHandshake: ({ rawBody }) =>
    greetingIn(rawBody, '"events"')?.isEmptyArrayAt('events')
      ? greeted('heartbeat', ok)
      : undefined,
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) =>
    hintFrom(body.at('events', 0, 'resource', 'resource_type'), body.at('events', 0, 'action')),
} satisfies WebhookProvider<object>;

import { z } from 'zod';
import { headerValueOf } from '../intake/header-parameters.ts';
import { bearerTokenOf } from '../signatures/authorization.ts';
import { headerValue } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import { ok } from './answer.ts';
import { echo, notGreeted } from './handshake.ts';
import { idFrom } from './id-from.ts';
import type { Delivery, WebhookProvider } from './webhook-provider.ts';

const EVENT = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const RATE = /^[1-9]\d{0,8}$/;

const config = z.strictObject({
  rate: z.int().min(1).max(999_999_999).optional().meta({
    description: 'Requests a minute that senders may make. Default: as many as they ask for.',
  }),
  allowed_origins: z
    .array(z.string().min(1).max(256).toLowerCase())
    .max(100)
    .optional()
    .meta({ description: 'Who may send, by the names they give. Default: anybody.' }),
});

type CloudEventsConfig = z.output<typeof config>;

/** Any sender of CloudEvents; asks with OPTIONS for leave to send. Source: CloudEvents, "HTTP 1.1 Web Hooks". */
export const cloudevents = {
  id: 'cloudevents',
  name: 'CloudEvents',
  signature: 'a bearer token, or `access_token` in the address',
  handshakes: 'OPTIONS with `WebHook-Request-Origin` is answered with leave to send.',
  documentation: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md',
  secretLabel: 'Access token',
  wwwAuthenticate: 'Bearer',
  sample: {
    headers: { 'content-type': 'application/cloudevents+json' },
    body: '{"specversion":"1.0","type":"com.example.order.created","source":"/orders","id":"A234-1","data":{"n":1}}',
  },
  ...sharedToken({
    config,
    places: () => ({ headers: ['authorization'], query: ['access_token'] }),
    read: bearerTokenOf,
    write: (secret) => `Bearer ${secret.toString('latin1')}`,
    scheme: 'bearer',
  }),
  newSecret: () => newSecretText('hex'),
  handshakeMethods: ['OPTIONS'],
  handshake({ method, headers }, { config: { rate, allowed_origins } }) {
    const origin = headerValue(headers, 'webhook-request-origin');
    if (method !== 'OPTIONS' || origin === undefined) return undefined;
    const isAllowed = allowed_origins?.includes(origin.toLowerCase()) ?? true;
    if (!isAllowed) return notGreeted('leave to send');
    return echo('leave to send', origin, () => ({
      ...ok,
      headers: {
        'webhook-allowed-origin': origin,
        'webhook-allowed-rate': rate === undefined ? askedRate(headers) : String(rate),
        allow: 'POST, OPTIONS',
      },
    }));
  },
  takesContent: (delivery) =>
    isStructured(delivery) || headerValue(delivery.headers, 'ce-id') !== undefined,
  isBatch: (delivery) => contentTypeOf(delivery) === BATCH,
  deliveryIdOf: (delivery) => idFrom(attributeOf(delivery, 'source'), attributeOf(delivery, 'id')),
  hintOf: (delivery) => attributeOf(delivery, 'type'),
} satisfies WebhookProvider<CloudEventsConfig>;

const contentTypeOf = ({ headers }: Pick<Delivery, 'headers'>): string =>
  headerValueOf(headerValue(headers, 'content-type') ?? '');

const isStructured = (delivery: Pick<Delivery, 'headers'>): boolean =>
  [EVENT, BATCH].includes(contentTypeOf(delivery));

/** Of an event that is all in the body, or whose attributes are headers beside its data. */
const attributeOf = (delivery: Delivery, name: string): string | undefined =>
  isStructured(delivery) ? delivery.body.at(name) : headerValue(delivery.headers, `ce-${name}`);

function askedRate(headers: Parameters<typeof headerValue>[0]): string {
  const asked = headerValue(headers, 'webhook-request-rate') ?? '';
  return RATE.test(asked) ? asked : '*';
}

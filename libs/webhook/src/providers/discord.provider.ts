import { ed25519KeyOf } from '../signatures/public-keys.ts';
import { timedPublicKey } from '../signatures/timed-public-key.ts';
import { jsonAnswer, noContent, type Answer } from './answer.ts';
import type { DeliveryBody } from './delivery-body.ts';
import { greeted } from './handshake.ts';
import { idFrom } from './id-from.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** To an interaction by its type: "wait for it", so that the task has its time. Nothing else counts as an answer. */
const answers: ReadonlyMap<string | undefined, Answer> = new Map([
  ['2', jsonAnswer({ type: 5 })],
  ['3', jsonAnswer({ type: 6 })],
  ['4', jsonAnswer({ type: 8, data: { choices: [] } })],
  ['5', jsonAnswer({ type: 5 })],
]);

/** Events have a member of that name; interactions have none. */
const isInteraction = (body: DeliveryBody): boolean => body.jsonAt('event') === undefined;

/** Source: Discord Developer Docs, "Interactions" and "Webhook events". */
export const discord = {
  id: 'discord',
  name: 'Discord',
  signature: 'Ed25519 over time and body',
  handshakes: 'Signed pings, of interactions and of webhook events, are answered as Discord asks.',
  documentation: 'https://docs.discord.com/developers/events/webhook-events',
  secretLabel: "The application's public key",
  sample: {
    body: '{"version":1,"application_id":"1","type":1,"event":{"type":"APPLICATION_AUTHORIZED","timestamp":"2026-01-01T00:00:00Z"}}',
  },
  ...timedPublicKey({
    header: 'x-signature-ed25519',
    time: 'x-signature-timestamp',
    encoding: 'hex',
    toleranceSeconds: 300,
    keyOf: (secret) => ed25519KeyOf(secret, 'hex'),
    algorithm: null,
    scheme: 'ed25519',
  }),
  verifiedHandshake({ rawBody }) {
    const body = greetingIn(rawBody, 'type');
    const type = body?.at('type');
    if (type === '0') {
      return greeted('ping', { ...noContent, headers: { 'content-type': 'application/json' } });
    }
    return body !== undefined && type === '1' && isInteraction(body)
      ? greeted('ping', jsonAnswer({ type: 1 }))
      : undefined;
  },
  deliveryIdOf: ({ body }) =>
    body.at('id') ?? idFrom(body.at('event', 'timestamp'), body.at('event', 'type')),
  hintOf: ({ body }) => body.at('event', 'type') ?? body.at('type'),
  successOf: ({ body }) => (isInteraction(body) ? answers.get(body.at('type')) : null) ?? noContent,
} satisfies WebhookProvider<object>;

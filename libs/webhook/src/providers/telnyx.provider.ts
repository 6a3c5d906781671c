import { ed25519KeyOf } from '../signatures/public-keys.ts';
import { timedPublicKey } from '../signatures/timed-public-key.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Telnyx Developers, "Webhook signing". */
export const telnyx = {
  id: 'telnyx',
  name: 'Telnyx',
  signature: 'Ed25519 over `<time>|<body>`',
  documentation: 'https://developers.telnyx.com/development/api-fundamentals/webhooks',
  secretLabel: 'Public key',
  sample: {
    body: '{"data":{"event_type":"message.received","id":"0ccc7b54","record_type":"event"}}',
  },
  ...timedPublicKey({
    header: 'telnyx-signature-ed25519',
    time: 'telnyx-timestamp',
    between: '|',
    encoding: 'base64',
    toleranceSeconds: 300,
    keyOf: (secret) => ed25519KeyOf(secret, 'base64'),
    algorithm: null,
    scheme: 'ed25519',
  }),
  deliveryIdOf: ({ body }) => body.at('data', 'id'),
  hintOf: ({ body }) => body.at('data', 'event_type'),
} satisfies WebhookProvider<object>;

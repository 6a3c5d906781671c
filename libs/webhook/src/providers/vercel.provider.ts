import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Vercel Docs, "Webhooks". */
export const vercel = {
  id: 'vercel',
  name: 'Vercel',
  signature: 'hex HMAC-SHA1 of the raw body',
  documentation: 'https://vercel.com/docs/webhooks',
  secretLabel: 'Secret',
  sample: {
    body: '{"id":"uev_1","type":"deployment.created","createdAt":1700000000000}',
  },
  ...bodyHmac({ header: 'x-vercel-signature', encoding: 'hex', algorithm: 'sha1' }),
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;

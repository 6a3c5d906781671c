import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Persona Docs, "Webhooks". */
export const persona = {
  id: 'persona',
  name: 'Persona',
  signature: 'hex HMAC-SHA256 of `<time>.<raw body>`; while its secret changes, one under each',
  documentation: 'https://docs.withpersona.com/webhooks',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"data":{"type":"event","id":"evt_1","attributes":{"name":"inquiry.completed"}}}',
  },
  ...timedHmac({
    header: 'persona-signature',
    time: { list: { separator: ',', between: ' ', time: 't', signature: 'v1' } },
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => [time, '.', rawBody],
  }),
  deliveryIdOf: ({ body }) => body.at('data', 'id'),
  hintOf: ({ body }) => body.at('data', 'attributes', 'name'),
} satisfies WebhookProvider<object>;

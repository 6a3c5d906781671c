import { bodyHmac } from '../signatures/body-hmac.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { hintFrom } from './hint-from.ts';
import { idFrom } from './id-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Webex for Developers, "Webhooks". */
export const webex = {
  id: 'webex',
  name: 'Webex',
  signature: 'hex HMAC-SHA1 of the raw body',
  documentation: 'https://developer.webex.com/docs/api/guides/webhooks',
  secretLabel: 'Secret',
  sample: {
    body: '{"id":"Y2lzY29zcGFyazovL3VzL1dFQkhPT0s","resource":"messages","event":"created","data":{"id":"Y2lzY29zcGFyazovL3VzL01FU1NBR0U"}}',
  },
  ...bodyHmac({ header: 'x-spark-signature', encoding: 'hex', algorithm: 'sha1' }),
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: ({ body }) => idFrom(body.at('data', 'id'), body.at('event')),
  hintOf: ({ body }) => hintFrom(body.at('resource'), body.at('event')),
} satisfies WebhookProvider<object>;

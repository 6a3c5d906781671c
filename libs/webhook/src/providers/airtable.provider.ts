import { bodyHmac } from '../signatures/body-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Airtable Web API, "Webhooks overview". */
export const airtable = {
  id: 'airtable',
  name: 'Airtable',
  signature: 'hex HMAC-SHA256 of the raw body. It only says that something changed, never what',
  documentation: 'https://airtable.com/developers/web/api/webhooks-overview',
  secretLabel: 'MAC secret, in base64',
  sample: {
    body: '{"base":{"id":"app00000000000000"},"webhook":{"id":"ach00000000000000"},"timestamp":"2022-02-01T21:25:05.663Z"}',
  },
  ...bodyHmac({
    header: 'x-airtable-content-mac',
    prefix: 'hmac-sha256=',
    encoding: 'hex',
    secretEncoding: 'base64',
  }),
  deliveryIdOf: () => undefined,
  hintOf: () => 'ping',
} satisfies WebhookProvider<object>;

import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Help Scout Developers, "Webhooks". */
export const helpScout = {
  id: 'help-scout',
  name: 'Help Scout',
  signature: 'base64 HMAC-SHA1 of the raw body',
  documentation: 'https://developer.helpscout.com/webhooks',
  secretLabel: 'Secret key',
  sample: {
    headers: { 'x-helpscout-event': 'convo.created' },
    body: '{"id":1,"subject":"Help"}',
  },
  ...bodyHmac({ header: 'x-helpscout-signature', encoding: 'base64', algorithm: 'sha1' }),
  deliveryIdOf: () => undefined,
  hintOf: ({ headers }) => headerValue(headers, 'x-helpscout-event'),
} satisfies WebhookProvider<object>;

import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Hookdeck Docs, "Signature verification". */
export const hookdeck = {
  id: 'hookdeck',
  name: 'Hookdeck',
  signature: 'base64 HMAC-SHA256 of the raw body',
  documentation: 'https://hookdeck.com/docs',
  secretLabel: 'Signing secret',
  sample: {
    headers: { 'x-hookdeck-eventid': 'evt_w3Qd2yUCjQFKpAyHbK' },
    body: '{"hello":"world"}',
  },
  ...bodyHmac({ header: ['x-hookdeck-signature', 'x-hookdeck-signature-2'], encoding: 'base64' }),
  deliveryIdOf: ({ headers }) => headerValue(headers, 'x-hookdeck-eventid'),
  hintOf: () => undefined,
} satisfies WebhookProvider<object>;

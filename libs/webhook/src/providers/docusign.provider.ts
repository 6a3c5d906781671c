import { bodyHmac } from '../signatures/body-hmac.ts';
import { idFrom } from './id-from.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const MAX_KEYS = 100;
const SIGNATURES = Array.from(
  { length: MAX_KEYS },
  (_, index) => `x-docusign-signature-${index + 1}`,
);

/** Source: Docusign Developer Center, "Validate Connect messages". */
export const docusign = {
  id: 'docusign',
  name: 'Docusign',
  signature: 'base64 HMAC-SHA256 of the raw body, a header for each of its keys',
  documentation: 'https://developers.docusign.com/platform/webhooks/connect/validate',
  secretLabel: 'HMAC key',
  sample: {
    body: '{"event":"envelope-completed","generatedDateTime":"2023-11-14T22:13:20.0000000Z","data":{"envelopeId":"e1"}}',
  },
  ...bodyHmac({ header: SIGNATURES, encoding: 'base64' }),
  deliveryIdOf: ({ body }) =>
    idFrom(body.at('data', 'envelopeId'), body.at('event'), body.at('generatedDateTime')),
  hintOf: ({ body }) => body.at('event'),
} satisfies WebhookProvider<object>;

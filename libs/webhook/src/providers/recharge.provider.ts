import { bodyDigest } from '../signatures/body-hmac.ts';
import { eitherScheme } from '../signatures/either-scheme.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const SIGNATURE = 'x-recharge-webhook-signature';

/** Source: Recharge Docs, "Webhooks". */
export const recharge = {
  id: 'recharge',
  name: 'Recharge',
  signature:
    'hex HMAC-SHA256 of `<time>.<raw body>`; without one, hex SHA-256 of the secret and the raw body',
  documentation: 'https://docs.getrecharge.com',
  secretLabel: 'API client secret',
  sample: {
    body: '{"subscription":{"id":89731,"status":"ACTIVE"}}',
  },
  ...eitherScheme(
    SIGNATURE,
    timedHmac({
      header: SIGNATURE,
      time: { list: { separator: ',', time: 't', signature: 'v1' } },
      encoding: 'hex',
      unit: 's',
      toleranceSeconds: 172_800,
      signed: (time, { rawBody }) => [time, '.', rawBody],
    }),
    bodyDigest({ header: 'x-recharge-hmac-sha256', encoding: 'hex' }),
  ),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.names()[0],
} satisfies WebhookProvider<object>;

import { bearerToken } from '../signatures/bearer-token.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Any sender that comes with a bearer token. Source: RFC 6750. */
export const bearer = {
  id: 'bearer',
  name: 'Bearer token',
  signature: 'a bearer token (RFC 6750)',
  sample: { body: '{"hello":"world"}' },
  ...bearerToken,
  newSecret: () => newSecretText('hex'),
  deliveryIdOf: () => undefined,
  hintOf: () => undefined,
} satisfies WebhookProvider<object>;

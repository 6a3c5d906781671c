import { basicCredentials } from '../signatures/basic-credentials.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Any sender that logs in with user and password. Source: RFC 7617. */
export const basic = {
  id: 'basic',
  name: 'Basic authentication',
  signature: 'user and password (RFC 7617)',
  sample: { body: '{"hello":"world"}' },
  ...basicCredentials,
  deliveryIdOf: () => undefined,
  hintOf: () => undefined,
} satisfies WebhookProvider<object>;

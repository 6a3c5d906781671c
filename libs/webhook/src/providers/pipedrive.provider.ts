import { basicCredentials } from '../signatures/basic-credentials.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Pipedrive Developers, "Guide for webhooks". */
export const pipedrive = {
  id: 'pipedrive',
  name: 'Pipedrive',
  signature: 'user and password',
  documentation: 'https://pipedrive.readme.io/docs/guide-for-webhooks-v2',
  sample: { body: '{"meta":{"id":"m1","action":"create","entity":"deal"},"data":{"id":1}}' },
  ...basicCredentials,
  deliveryIdOf: ({ body }) => body.at('meta', 'id'),
  hintOf: ({ body }) => body.at('meta', 'action'),
} satisfies WebhookProvider<object>;

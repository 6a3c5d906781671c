import { headerValue } from '../signatures/header-values.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Zendesk Developer Docs, "Verifying webhook authenticity". */
export const zendesk = {
  id: 'zendesk',
  name: 'Zendesk',
  signature: 'base64 HMAC-SHA256 of the time and the raw body, which may be empty',
  documentation: 'https://developer.zendesk.com/documentation/webhooks/verifying',
  secretLabel: 'Signing secret',
  sample: {
    headers: { 'x-zendesk-webhook-invocation-id': '01H5VF8T8W1C1Y7YH8J9K0M1N2' },
    body: '{"id":"cbe4028c-7239-495d-b020-f22348516046","type":"zen:event-type:user.name_changed","event":{"current":"Jane"}}',
  },
  ...timedHmac({
    header: 'x-zendesk-webhook-signature',
    time: 'x-zendesk-webhook-signature-timestamp',
    encoding: 'base64',
    unit: 'iso',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => [time, rawBody],
  }),
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  deliveryIdOf: ({ headers, body }) =>
    body.at('id') ?? headerValue(headers, 'x-zendesk-webhook-invocation-id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;

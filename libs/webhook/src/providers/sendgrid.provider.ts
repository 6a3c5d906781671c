import { p256KeyOf } from '../signatures/public-keys.ts';
import { timedPublicKey } from '../signatures/timed-public-key.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Twilio SendGrid Docs, "Getting started with the Event Webhook security features". */
export const sendgrid = {
  id: 'sendgrid',
  name: 'SendGrid',
  signature:
    'ECDSA over time and body, closing line break included. Retries run for hours, so the time is not judged',
  documentation:
    'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
  secretLabel: 'Verification key (public)',
  sample: { body: '[{"email":"hello@world.com","event":"delivered","timestamp":1600112492}]\r\n' },
  ...timedPublicKey({
    header: 'x-twilio-email-event-webhook-signature',
    time: 'x-twilio-email-event-webhook-timestamp',
    encoding: 'base64',
    toleranceSeconds: 0,
    keyOf: p256KeyOf,
    algorithm: 'sha256',
    scheme: 'ecdsa-sha256',
  }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at(0, 'event'),
} satisfies WebhookProvider<object>;

import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: ElevenLabs Docs, "Webhooks". */
export const elevenlabs = {
  id: 'elevenlabs',
  name: 'ElevenLabs',
  signature: 'hex HMAC-SHA256 of `<time>.<raw body>`',
  documentation: 'https://elevenlabs.io/docs',
  secretLabel: 'Webhook secret',
  sample: {
    body: '{"type":"post_call_transcription","event_timestamp":1700000000,"data":{"agent_id":"xyz"}}',
  },
  ...timedHmac({
    header: 'elevenlabs-signature',
    time: { list: { separator: ',', time: 't', signature: 'v0' } },
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 1800,
    signed: (time, { rawBody }) => [time, '.', rawBody],
  }),
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;

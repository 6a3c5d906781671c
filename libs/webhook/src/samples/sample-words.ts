import { newSecretId } from '@millwright/kernel';
import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { Sender } from '../verification/sender.ts';
import { verificationDefaults } from '../verification/verification-settings.ts';
import { readSample } from './read-sample.ts';
import { sampleRequestOf } from './sample-request.ts';

/** The words that a provider's sample is known by, as long as the owner sets no options; null where it has none. */
export function sampleWordsOf(provider: WebhookProvider): {
  event: string | null;
  delivery_id: string | null;
} {
  const sender = new Sender(provider, verificationDefaults, []);
  const request = sampleRequestOf(provider, 'https://hooks.example/webhooks/1');
  const route = { id: newSecretId(), dataMode: 'auto', sender } as const;
  const { body } = readSample(route, { request, requestId: newSecretId() });
  const { hint, deliveryId } = sender.wordsOf({ headers: request.headers, body });
  return { event: hint, delivery_id: deliveryId ?? null };
}

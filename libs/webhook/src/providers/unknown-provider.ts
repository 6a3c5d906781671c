import { z } from 'zod';
import { refused, type WebhookProvider } from './webhook-provider.ts';

/** Stands in for a provider that a webhook was saved with and that this version does not know: it lets nobody in. */
export const unknownProvider = (id: string): WebhookProvider => ({
  id,
  name: id,
  sample: { body: '{}' },
  signature: 'unknown',
  secretLabel: 'Secret',
  toleranceSeconds: null,
  signsUrl: false,
  signsBody: false,
  config: z.unknown(),
  keyOf: () => undefined,
  signatureHeadersOf: () => [],
  verify: () => refused('secret_missing'),
  deliveryIdOf: () => undefined,
  hintOf: () => undefined,
});

import type { Webhook } from '@millwright/webhook';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

/** A webhook in answers. */
export const webhookAnswer = z
  .object({
    id: idSchema,
    url: z.string(),
    name: z.string(),
    topic: z.string(),
    enabled: z.boolean(),
    data_mode: z.enum(['auto', 'full']),
    provider: z.string().nullable(),
    verification: z.object({}).loose().nullable(),
    allowed_origins: z.array(z.string()).nullable(),
    rate_limit: z.object({ requests: z.number(), per_seconds: z.number() }).nullable(),
    dedupe: z.object({ by: z.string(), window_seconds: z.number() }).nullable(),
    max_body_bytes: z.number().nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
    last_received_at: timeSchema.nullable(),
  })
  .meta({ id: 'Webhook' });

/** A webhook as it is shown, with its URL. */
export const showWebhook =
  (publicUrl: string) =>
  (webhook: Webhook): Record<string, unknown> => ({
    id: webhook.id,
    url: `${publicUrl}/webhooks/${webhook.id}`,
    name: webhook.name,
    topic: webhook.topic,
    enabled: webhook.enabled,
    data_mode: webhook.dataMode,
    provider: webhook.provider,
    verification: webhook.verification,
    allowed_origins: webhook.allowedOrigins,
    rate_limit: webhook.rateLimit,
    dedupe: webhook.dedupe,
    max_body_bytes: webhook.maxBodyBytes,
    created_at: webhook.createdAt,
    updated_at: webhook.updatedAt,
    last_received_at: webhook.lastReceivedAt,
  });

import { learnsUntilMs, type ShownSecret, type Webhook } from '@millwright/webhook';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const secretAnswer = z.object({
  id: idSchema,
  created_at: timeSchema,
  expires_at: timeSchema.nullable(),
  last_used_at: timeSchema.nullable(),
  origin: z.enum(['owner', 'handshake']),
  ip: z.string().nullable(),
});

const verificationAnswer = z.object({
  mode: z.enum(['required', 'off']),
  secrets: z.array(secretAnswer),
  public_url: z.string().nullable(),
  tolerance_seconds: z.number().nullable(),
  config: z.record(z.string(), z.unknown()),
});

const lastHandshakeAnswer = z.object({
  at: timeSchema,
  provider: z.string(),
  kind: z.string(),
  ip: z.string(),
  outcome: z.enum(['answered', 'refused']),
  reason: z.string().nullable(),
  notice: z.string().nullable(),
  lease_ends_at: timeSchema.nullable(),
});

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
    verification: verificationAnswer.nullable(),
    allowed_origins: z.array(z.string()).nullable(),
    rate_limit: z.object({ requests: z.number(), per_seconds: z.number() }).nullable(),
    dedupe: z.object({ by: z.string(), window_seconds: z.number() }).nullable(),
    max_body_bytes: z.number().nullable(),
    handshake_open_until: timeSchema,
    learnt_secrets: z.array(secretAnswer.extend({ provider: z.string() })).meta({
      description: 'Of a webhook without a provider: what handshakes at its suffixes told.',
    }),
    last_handshake: lastHandshakeAnswer.nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
    last_received_at: timeSchema.nullable(),
  })
  .meta({ id: 'Webhook' });

/** A webhook right after its secret was rotated: the new one in clear, this once. */
export const rotatedAnswer = webhookAnswer
  .extend({ secret: z.string() })
  .meta({ id: 'WebhookWithSecret' });

/** A webhook as it is shown, with its URL, and its own of these secrets, without their values. */
export const showWebhook =
  (publicUrl: string) =>
  (webhook: Webhook, all: readonly ShownSecret[]): Record<string, unknown> => {
    const secrets = all.filter(({ webhookId }) => webhookId === webhook.id);
    return {
      id: webhook.id,
      url: `${publicUrl}/webhooks/${webhook.id}`,
      name: webhook.name,
      topic: webhook.topic,
      enabled: webhook.enabled,
      data_mode: webhook.dataMode,
      provider: webhook.provider,
      verification: webhook.verification && {
        ...webhook.verification,
        secrets: secrets.map(showSecret),
      },
      allowed_origins: webhook.allowedOrigins,
      rate_limit: webhook.rateLimit,
      dedupe: webhook.dedupe,
      max_body_bytes: webhook.maxBodyBytes,
      handshake_open_until: new Date(learnsUntilMs(webhook.handshakeOpenedAt)),
      learnt_secrets: webhook.provider === null ? secrets.map(showLearnt) : [],
      last_handshake: webhook.lastHandshake,
      created_at: webhook.createdAt,
      updated_at: webhook.updatedAt,
      last_received_at: webhook.lastReceivedAt,
    };
  };

const showSecret = ({ id, createdAt, expiresAt, lastUsedAt, origin, ip }: ShownSecret) => ({
  id,
  created_at: createdAt,
  expires_at: expiresAt,
  last_used_at: lastUsedAt,
  origin,
  ip,
});

const showLearnt = (secret: ShownSecret) => ({ ...showSecret(secret), provider: secret.provider });

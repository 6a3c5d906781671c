import type { Id } from '@millwright/kernel';
import { learnsUntilMs, noCounts, splitSettings } from '@millwright/webhook';
import type { ShownSecret, Webhook, WebhookCounts } from '@millwright/webhook';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';
import { conditionsAnswer } from '../conditions-answer.ts';

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
  secret_options: z.array(z.string()).meta({
    description:
      'Options that are set and never shown. They stay until they are given anew, or null.',
  }),
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
    allowed_ips: z.array(z.string()).nullable(),
    rate_limit: z
      .object({
        requests: z.number(),
        per_seconds: z.number(),
        on_limit: z.enum(['refuse', 'drop']),
      })
      .nullable(),
    dedupe: z.object({ by: z.string(), window_seconds: z.number() }).nullable(),
    filter: conditionsAnswer.nullable(),
    max_body_bytes: z.number().nullable(),
    handshake_open_until: timeSchema,
    learnt_secrets: z.array(secretAnswer.extend({ provider: z.string() })).meta({
      description: 'Of a webhook without a provider: what handshakes at its suffixes told.',
    }),
    last_handshake: lastHandshakeAnswer.nullable(),
    lease_ends_at: timeSchema.nullable(),
    response: z
      .object({ status: z.number(), content_type: z.string().nullable(), body: z.string() })
      .nullable(),
    captures_until: timeSchema.nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
    last_received_at: timeSchema.nullable(),
    counts: z
      .object({ duplicates: z.number(), filtered: z.number(), rate_limited: z.number() })
      .meta({
        description:
          'Requests that were well formed and became no event, since the webhook was created; written each second.',
      }),
  })
  .meta({ id: 'Webhook' });

/** A webhook right after its secret was rotated: the new one in clear, this once. */
export const rotatedAnswer = webhookAnswer
  .extend({ secret: z.string() })
  .meta({ id: 'WebhookWithSecret' });

/** A webhook as it is shown, with its URL, and its own of these secrets, without their values, and counts. */
export const showWebhook =
  (publicUrl: string) =>
  (
    webhook: Webhook,
    all: readonly ShownSecret[],
    counts: ReadonlyMap<Id, WebhookCounts>,
  ): Record<string, unknown> => {
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
        ...splitSettings(webhook.provider, webhook.verification).settings,
        secrets: secrets.map(showSecret),
      },
      allowed_origins: webhook.allowedOrigins,
      allowed_ips: webhook.allowedIps,
      rate_limit: webhook.rateLimit && { on_limit: 'refuse', ...webhook.rateLimit },
      dedupe: webhook.dedupe,
      filter: webhook.filter,
      max_body_bytes: webhook.maxBodyBytes,
      handshake_open_until: new Date(learnsUntilMs(webhook.handshakeOpenedAt)),
      learnt_secrets: webhook.provider === null ? secrets.map(showLearnt) : [],
      last_handshake: webhook.lastHandshake,
      lease_ends_at: webhook.leaseEndsAt,
      response: webhook.response,
      captures_until: webhook.capturesUntil,
      created_at: webhook.createdAt,
      updated_at: webhook.updatedAt,
      last_received_at: webhook.lastReceivedAt,
      counts: counts.get(webhook.id) ?? noCounts,
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

import { z } from 'zod';
import { allowedOriginsSchema } from './origins/allowed-origins.schema.ts';
import { providerNamed } from './providers/index.ts';
import { verificationSchema } from './verification/verification.schema.ts';
import type { VerificationSettings } from './verification/verification-settings.ts';
import { isWebhookTopic } from './webhook-topic.ts';

const MAX_BODY_BYTES = 67_108_864;
const MAX_WINDOW_SECONDS = 604_800;
const DEFAULT_WINDOW_SECONDS = 86_400;
const DEDUPE_BY = /^(body-sha256|header:[!#$%&'*+.^_`|~0-9a-z-]{1,100}|path:\S{1,500})$/i;

const name = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.includes('\u0000'), 'a name cannot hold NUL');

const topic = z
  .string()
  .refine(isWebhookTopic, 'webhooks may only create user/*/* topics, such as user/order/created');

/** The name of a sender that we know, in any case. */
export const providerNameSchema = z
  .string()
  .toLowerCase()
  .refine((id) => providerNamed(id) !== undefined, 'no provider of that name is known');

const provider = providerNameSchema.nullable();

const rateLimit = z
  .strictObject({
    requests: z.int().min(1).max(1_000_000),
    per_seconds: z.int().min(1).max(86_400),
  })
  .nullable();

const dedupe = z
  .strictObject({
    by: z.string().regex(DEDUPE_BY, 'use body-sha256, header:<name> or path:<path>'),
    window_seconds: z.int().min(0).max(MAX_WINDOW_SECONDS).default(DEFAULT_WINDOW_SECONDS),
  })
  .nullable();

const fields = {
  name,
  topic,
  enabled: z.boolean(),
  data_mode: z.enum(['auto', 'full']),
  provider,
  /** Belongs to a provider. */
  verification: verificationSchema.nullable(),
  /** Null: the Workspace's `default_allowed_origins`. */
  allowed_origins: allowedOriginsSchema.nullable(),
  rate_limit: rateLimit,
  dedupe,
  /** Null: the Workspace's. */
  max_body_bytes: z.int().min(1).max(MAX_BODY_BYTES).nullable(),
};

/** What a webhook is created from. */
export const webhookCreateSchema = z.strictObject({
  ...fields,
  enabled: fields.enabled.default(true),
  data_mode: fields.data_mode.default('auto'),
  provider: fields.provider.default(null),
  verification: fields.verification.default(null),
  allowed_origins: fields.allowed_origins.default(null),
  rate_limit: fields.rate_limit.default(null),
  dedupe: fields.dedupe.default(null),
  max_body_bytes: fields.max_body_bytes.default(null),
});

/** What of a webhook can be changed: any of its settings; what is left out stays. */
export const webhookPatchSchema = z.strictObject(fields).partial();

export type WebhookSettings = z.output<typeof webhookCreateSchema>;
export type WebhookPatch = z.output<typeof webhookPatchSchema>;

/** A webhook's settings as its row has them: verification is worked out, secrets have rows of their own. */
export type WebhookColumns = Omit<WebhookSettings, 'verification'> & {
  verification: VerificationSettings | null;
};

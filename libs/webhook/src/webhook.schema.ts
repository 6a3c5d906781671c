import { conditionsSchema } from '@millwright/event';
import { z } from 'zod';
import { allowedIpsSchema } from './addresses/allowed-ips.schema.ts';
import { dedupePathsOf } from './dedupe/dedupe-paths.ts';
import { allowedOriginsSchema } from './origins/allowed-origins.schema.ts';
import { providerNamed } from './providers/index.ts';
import { verificationSchema } from './verification/verification.schema.ts';
import type { VerificationSettings } from './verification/verification-settings.ts';
import { isWebhookTopic } from './webhook-topic.ts';

const MAX_BODY_BYTES = 67_108_864;
const MAX_RESPONSE_LENGTH = 16_384;
const MAX_WINDOW_SECONDS = 604_800;
const DEFAULT_WINDOW_SECONDS = 86_400;
const DEDUPE_BY =
  /^(delivery-id|body-sha256|header:[!#$%&'*+.^_`|~0-9a-z-]{1,100}|path:.{1,500})$/i;

const PATH = 'path:';
const isReadable = (by: string): boolean =>
  !by.toLowerCase().startsWith(PATH) || dedupePathsOf(by.slice(PATH.length)) !== undefined;

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
    on_limit: z.enum(['refuse', 'drop']).default('refuse').meta({
      description:
        'What becomes of requests over the limit: refused with 429 and Retry-After, or answered as if they had been taken, and dropped.',
    }),
  })
  .nullable()
  .meta({
    description: 'A sliding window over all instances, counted before the body is read.',
  });

const dedupe = z
  .strictObject({
    by: z
      .string()
      .regex(DEDUPE_BY, 'use delivery-id, body-sha256, header:<name> or path:<path>')
      .refine(isReadable, 'use a path such as id, data.object.id or events[0].id; + joins several')
      .meta({
        description:
          "delivery-id (the provider's own), body-sha256, header:<name>, or path:<path> into the body, such as path:events[0].id; + joins several paths.",
      }),
    window_seconds: z.int().min(0).max(MAX_WINDOW_SECONDS).default(DEFAULT_WINDOW_SECONDS).meta({
      description: '0: nothing is a duplicate.',
    }),
  })
  .nullable()
  .meta({
    description:
      'Of requests with the same value within the window, only the first creates an event. Null: by the delivery ids of the provider, for a day.',
  });

/** What deliveries that were taken are answered, for senders that insist on it. */
const response = z
  .strictObject({
    status: z.int().min(200).max(299),
    content_type: z
      .string()
      .max(200)
      .regex(
        /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; *[\w-]+=[\w.-]+)*$/,
        'such as text/plain is expected',
      )
      .nullable()
      .default(null),
    body: z
      .string()
      .max(MAX_RESPONSE_LENGTH)
      .refine((text) => !text.includes('\u0000'), 'a body cannot hold NUL')
      .default(''),
  })
  .refine(({ status, body }) => body === '' || (status !== 204 && status !== 205), {
    path: ['body'],
    error: 'an answer of status 204 or 205 has no body',
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
  allowed_ips: allowedIpsSchema.nullable(),
  rate_limit: rateLimit,
  dedupe,
  /** On the event that a request would become. */
  filter: conditionsSchema,
  /** Null: the Workspace's. */
  max_body_bytes: z.int().min(1).max(MAX_BODY_BYTES).nullable(),
  /** Null: what the provider asks for, else 204. */
  response,
};

/** What a webhook is created from. */
export const webhookCreateSchema = z.strictObject({
  ...fields,
  enabled: fields.enabled.default(true),
  data_mode: fields.data_mode.default('auto'),
  provider: fields.provider.default(null),
  verification: fields.verification.default(null),
  allowed_origins: fields.allowed_origins.default(null),
  allowed_ips: fields.allowed_ips.default(null),
  rate_limit: fields.rate_limit.default(null),
  dedupe: fields.dedupe.default(null),
  filter: fields.filter.default(null),
  max_body_bytes: fields.max_body_bytes.default(null),
  response: fields.response.default(null),
});

/** What of a webhook can be changed: any of its settings; what is left out stays. */
export const webhookPatchSchema = z.strictObject(fields).partial();

export type WebhookSettings = z.output<typeof webhookCreateSchema>;
export type WebhookPatch = z.output<typeof webhookPatchSchema>;

/** A webhook's settings as its row has them: verification is worked out, secrets have rows of their own. */
export type WebhookColumns = Omit<WebhookSettings, 'verification'> & {
  verification: VerificationSettings | null;
  /** Its secret options. */
  sealed: string | null;
};

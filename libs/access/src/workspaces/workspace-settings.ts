import { isTimeZone } from '@millwright/kernel';
import { z } from 'zod';

const isLocale = (name: string): boolean => {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
};

const text = z.string().max(255);
const bytes = z.number().int().min(1).max(1_073_741_824);
/** `https://shop.example`, with a port or without; lower case, no path. */
const origin = z
  .string()
  .max(255)
  .transform((value) => value.toLowerCase())
  .pipe(z.string().regex(/^[a-z][a-z0-9+.-]*:\/\/[^/?#\s@*,]+$/, 'must be scheme://host[:port]'));

const origins = z.union([z.tuple([z.literal('*')]), z.array(origin).max(100)]);

const retrySchema = z.strictObject({
  max_attempts: z.number().int().min(1).max(20).default(5),
  delays_seconds: z
    .array(z.number().int().min(1).max(86_400))
    .min(1)
    .max(20)
    .default([30, 76, 152, 308]),
});

const rateLimitSchema = z.strictObject({
  requests: z.number().int().min(1).max(1_000_000),
  per_seconds: z.number().int().min(1).max(86_400),
  on_limit: z.enum(['refuse', 'drop']).default('refuse'),
});

const renderLimitsSchema = z.strictObject({
  time_ms: z.number().int().min(1).max(600_000).default(20_000),
  memory_mb: z.number().int().min(1).max(1_024).default(128),
  output_bytes: z.number().int().min(1).max(104_857_600).default(10_485_760),
  actions: z.number().int().min(0).max(100_000).default(5_000),
});

/** The settings of a Workspace, each with its default. Its name is set on the Workspace itself. */
export const workspaceSettingsSchema = z.strictObject({
  contact_email: z.email().max(255).nullable().default(null),
  domain: text.nullable().default(null),
  timezone: z.string().max(100).refine(isTimeZone, 'must be an IANA time zone').default('UTC'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters')
    .default('USD'),
  locale: z.string().max(35).refine(isLocale, 'must be a language tag such as en-GB').default('en'),
  country_code: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters')
    .nullable()
    .default(null),
  retention_days: z.number().int().min(1).max(3_650).default(15),
  retry: retrySchema.prefault({}),
  concurrency_limit: z.number().int().min(1).max(100_000).nullable().default(null),
  default_allowed_origins: origins.default(['*']),
  trigger_allowed_origins: origins.default([]),
  max_body_bytes: bytes.default(10_485_760),
  /** Of the requests to all its webhooks together; null: there is none. */
  webhook_rate_limit: rateLimitSchema.nullable().default(null),
  max_event_data_bytes: bytes.default(1_048_576),
  max_event_generations: z.number().int().min(1).max(10_000).default(1_000),
  render_limits: renderLimitsSchema.prefault({}),
  sync_timeout_s: z.number().int().min(1).max(86_400).default(60),
  sync_failure_status: z.union([z.literal(200), z.literal(422)]).default(200),
  queue_limit: z.number().int().min(0).max(1_000_000_000).nullable().default(null),
  queue_limit_wait_result: z.number().int().min(0).max(1_000_000_000).nullable().default(null),
  default_mail_connection: text.nullable().default(null),
  default_shopify_connection: text.nullable().default(null),
  batch_order: z.enum(['chronological', 'reverse_chronological']).default('chronological'),
  endpoint_notice_emails: z
    .array(z.email().max(255))
    .max(20)
    .nullable()
    .meta({ description: 'For endpoints without notice_emails of their own; see there.' })
    .default(null),
  files_lifetime_hours: z.number().int().min(1).max(87_600).default(168),
});

export type WorkspaceSettings = z.infer<typeof workspaceSettingsSchema>;

/** Some settings, to be changed; null brings back the default where null is no value of its own. */
export const workspaceSettingsPatchSchema = z.strictObject({
  name: z.string().trim().min(1).max(255).optional(),
  ...Object.fromEntries(
    Object.entries(workspaceSettingsSchema.shape).map(([key, schema]) => [
      key,
      schema.unwrap().nullable().optional(),
    ]),
  ),
});

/** What was set, with defaults in the gaps. What a newer version no longer accepts falls back to its default. */
export function settingsOf(set: Readonly<Record<string, unknown>>): WorkspaceSettings {
  const known = Object.entries(workspaceSettingsSchema.shape).flatMap(([key, schema]) =>
    schema.safeParse(set[key]).success ? [[key, set[key]] as const] : [],
  );
  return workspaceSettingsSchema.parse(Object.fromEntries(known));
}

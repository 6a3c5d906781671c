import { z } from 'zod';

const MAX_GIVEN_SECRETS = 20;
const MAX_SECRET_LENGTH = 8_192;
const MAX_TOLERANCE_SECONDS = 86_400;
const MAX_URL_LENGTH = 2_048;
const MAX_KEEP_SECONDS = 2_592_000;

/** A secret as it is given. */
export const secretValueSchema = z
  .string()
  .min(1, 'an empty secret is no secret')
  .max(MAX_SECRET_LENGTH);
const expiresAt = z.iso.datetime({ offset: true }).nullable().optional();

const secret = z.union(
  [
    secretValueSchema,
    z.strictObject({ value: secretValueSchema, expires_at: expiresAt }),
    // One that is there: it stays, with another end if one is given.
    z
      .object({ id: z.guid(), expires_at: expiresAt })
      .meta({ description: 'A secret as it was read: it stays.' }),
  ],
  'a secret is a text, {value, expires_at?}, or {id, expires_at?} of one that is to stay',
);

const publicUrl = z
  .string()
  .max(MAX_URL_LENGTH)
  .refine(
    (text) => /^https?:\/\/[^/?#]/i.test(text) && !text.includes('#') && URL.canParse(text),
    'a URL like https://hooks.example/webhooks/… is expected',
  );

/** How signatures are checked, beside secrets. */
export const signatureFields = {
  public_url: publicUrl.nullable().optional(),
  tolerance_seconds: z.int().min(0).max(MAX_TOLERANCE_SECONDS).nullable().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
};

/** How the sender of a webhook's requests is verified. What is left out stays as it is, `secrets` included. */
export const verificationSchema = z.strictObject({
  mode: z.enum(['required', 'off']).optional(),
  secrets: z.array(secret).max(MAX_GIVEN_SECRETS).optional(),
  secret_options: z
    .array(z.string())
    .max(MAX_GIVEN_SECRETS)
    .optional()
    .meta({ description: 'As it was read: it changes nothing.' }),
  ...signatureFields,
});

/** A new secret beside the others, which expire. */
export const secretRotationSchema = z.strictObject({
  value: secretValueSchema.optional().meta({ description: 'Default: one that we make.' }),
  keep_seconds: z
    .int()
    .min(0)
    .max(MAX_KEEP_SECONDS)
    .default(86_400)
    .meta({ description: 'How long the older secrets still count.' }),
});

export type VerificationInput = z.output<typeof verificationSchema>;
export type SecretRotation = z.output<typeof secretRotationSchema>;

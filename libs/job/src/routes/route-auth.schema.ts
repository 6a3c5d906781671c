import { providerNameSchema, secretValueSchema, signatureFields } from '@millwright/webhook';
import { z } from 'zod';

const writeOnly = (about: string) => ({
  description: `${about} Never shown again; left out of a change, the one that is kept stays.`,
});

const header = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'the name of a header is expected')
  .toLowerCase();

const key = secretValueSchema.regex(
  /^[\u0021-\u007e]+$/,
  'a key has visible ASCII characters only',
);

const username = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^:\u0000-\u001f\u007f]+$/, 'a user name has no colon and no control characters');

const password = secretValueSchema.regex(
  /^[^\u0000-\u001f\u007f]+$/,
  'a password has no control characters',
);

/** Who may call a route, as it is given: always as a whole. */
export const routeAuthSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({ type: z.literal('token') }),
    z.strictObject({
      type: z.literal('api_key'),
      header: header.default('x-api-key'),
      key: key.optional().meta(writeOnly('The key.')),
    }),
    z.strictObject({
      type: z.literal('basic'),
      username,
      password: password.optional().meta(writeOnly('The password.')),
    }),
    z.strictObject({
      type: z.literal('signature'),
      provider: providerNameSchema.default('hmac'),
      secret: secretValueSchema.optional().meta(writeOnly('The signing secret.')),
      ...signatureFields,
    }),
  ])
  .meta({
    description:
      'Who may call: anybody; holders of a token that may run the task; who sends a key, a user name with its password, or a signature. Given as a whole.',
  });

export type RouteAuthInput = z.output<typeof routeAuthSchema>;

import { z } from 'zod';
import { endpointUrlSchema } from './endpoint-url.schema.ts';

const writeOnly = (about: string) => ({
  description: `${about} Never shown again; left out of a change, the one that is kept stays.`,
});

/** What goes into a header or a form as it is. */
const credential = z
  .string()
  .min(1)
  .max(4_096)
  .regex(/^[\u0020-\u007e]+$/, 'has visible ASCII characters and spaces only');

const username = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^:\u0000-\u001f\u007f]+$/, 'a user name has no colon and no control characters');

const password = z
  .string()
  .min(1)
  .max(4_096)
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'a password has no control characters');

/** How the receiver is told who we are, besides the signature; always given as a whole. */
export const receiverAuthSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({
      type: z.literal('bearer'),
      token: credential.optional().meta(writeOnly('The token.')),
    }),
    z.strictObject({
      type: z.literal('basic'),
      username,
      password: password.optional().meta(writeOnly('The password.')),
    }),
    z.strictObject({
      type: z.literal('oauth2'),
      token_url: endpointUrlSchema,
      client_id: credential.max(255),
      client_secret: credential.optional().meta(writeOnly('The client secret.')),
      scope: credential.max(1_000).nullable().default(null),
    }),
  ])
  .meta({
    description:
      'How the receiver is told who we are: not at all, by a bearer token, by user name and password, or by a token that OAuth 2.0 client credentials get. Given as a whole.',
  });

export type ReceiverAuthInput = z.output<typeof receiverAuthSchema>;

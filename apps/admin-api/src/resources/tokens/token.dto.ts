import type { StoredToken } from '@millwright/access';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

/** A token in answers, without its text. */
export const tokenAnswer = z
  .object({
    id: idSchema,
    prefix: z.string(),
    label: z.string().nullable(),
    owner: z.string(),
    scopes: z.array(z.string()),
    read_only: z.boolean(),
    expires_at: timeSchema.nullable(),
    last_used_at: timeSchema.nullable(),
    created_at: timeSchema,
  })
  .meta({ id: 'Token' });

/** A new token, with its text this once. */
export const newTokenAnswer = tokenAnswer
  .extend({
    token: z.string().meta({ description: 'The token itself; shown here and never again.' }),
  })
  .meta({ id: 'NewToken' });

/** A token as it is shown. */
export const showToken = (token: StoredToken) => ({
  id: token.id,
  prefix: token.prefix,
  label: token.label,
  owner: token.owner,
  scopes: token.scopes,
  read_only: token.readOnly,
  expires_at: token.expiresAt,
  last_used_at: token.lastUsedAt,
  created_at: token.createdAt,
});

import { z } from 'zod';

/** What a global or a secret is called by, in the API and in scripts. */
export const variableKeySchema = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and _, beginning with a letter');

/** Most globals, and most secrets, that one Workspace may have. */
export const MAX_VARIABLES = 1_000;

/** Largest value of a global (compact JSON) or of a secret, in bytes of UTF-8. */
export const MAX_VARIABLE_BYTES = 65_536;

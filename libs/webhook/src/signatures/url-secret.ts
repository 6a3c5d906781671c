import { z } from 'zod';

/** The option of senders that sign nothing: their secret is in the address that they are given. */
export const urlSecretParam = z
  .string()
  .regex(/^[\w.~-]{1,100}$/, 'the name of a parameter is expected')
  .default('secret')
  .meta({ description: 'The parameter of the address that holds the secret.' });

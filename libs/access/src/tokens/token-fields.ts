import { z } from 'zod';
import { scopeFault } from './scope.ts';

const scopeSchema = z
  .string()
  .max(1_000)
  .superRefine((scope, context) => {
    const message = scopeFault(scope);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** What people call a token; null: nothing. */
export const tokenLabelSchema = z
  .string()
  .trim()
  .max(255)
  .refine((label) => !label.includes('\0'), 'has a NUL character, which no database keeps')
  .nullable();

/** A new token. Without scopes it has all rights of its maker in the Workspace. */
export const tokenCreateSchema = z.strictObject({
  label: tokenLabelSchema.default(null),
  scopes: z.array(scopeSchema).max(100).nullable().default(null),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
  read_only: z.boolean().default(false),
});

export type TokenCreate = z.infer<typeof tokenCreateSchema>;

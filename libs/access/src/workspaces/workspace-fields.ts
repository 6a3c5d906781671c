import { z } from 'zod';

/** A Workspace's name in addresses: lower case, digits and hyphens, 1 to 63 characters, no hyphen at the ends. */
export const slugSchema = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at the ends',
  );

const nameSchema = z.string().trim().min(1).max(255);

/** A new Workspace; without a name it is called like its slug. */
export const workspaceCreateSchema = z.strictObject({
  slug: slugSchema,
  name: nameSchema.optional(),
});

/** A change of a Workspace. Its slug stays: addresses that were given out keep working. */
export const workspacePatchSchema = z.strictObject({ name: nameSchema.optional() });

export type WorkspaceCreate = z.infer<typeof workspaceCreateSchema>;
export type WorkspacePatch = z.infer<typeof workspacePatchSchema>;

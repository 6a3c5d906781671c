import type { StoredWorkspace } from '@millwright/access';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

/** A Workspace in answers. */
export const workspaceAnswer = z
  .object({
    id: idSchema,
    slug: z.string(),
    name: z.string(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Workspace' });

/** A Workspace as it is shown. */
export const showWorkspace = ({ id, slug, name, createdAt, updatedAt }: StoredWorkspace) => ({
  id,
  slug,
  name,
  created_at: createdAt,
  updated_at: updatedAt,
});

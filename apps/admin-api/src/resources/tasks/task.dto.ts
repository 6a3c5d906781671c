import { definitionFields, shownHash } from '@millwright/task';
import type { StoredTask, StoredVersion } from '@millwright/task';
import { z } from 'zod';
import { anySchema, idSchema, timeSchema } from '../../http/schemas.ts';

const definitionAnswer = z
  .object(definitionFields)
  .extend({
    options: anySchema,
    preview_event_definitions: anySchema,
  })
  .meta({ id: 'TaskDefinition' });

/** A task in answers. */
export const taskAnswer = z
  .object({
    id: idSchema,
    path: z.string(),
    enabled: z.boolean(),
    version: z.number().int(),
    hash: z.string().length(16),
    created_at: timeSchema,
    updated_at: timeSchema,
    ...definitionAnswer.shape,
  })
  .meta({ id: 'Task' });

/** A version in a list. */
export const versionLineAnswer = z.object({
  version: z.number().int(),
  hash: z.string().length(16),
  name: z.string(),
  author: z.string(),
  message: z.string().nullable(),
  created_at: timeSchema,
});

/** One version, with its definition. */
export const versionAnswer = versionLineAnswer
  .extend({ definition: definitionAnswer })
  .meta({ id: 'TaskVersion' });

/** A task as it is shown. */
export const showTask = ({ definition, ...task }: StoredTask) => ({
  id: task.id,
  path: task.path,
  enabled: task.enabled,
  version: task.version,
  hash: shownHash(task.hash),
  created_at: task.createdAt,
  updated_at: task.updatedAt,
  ...definition,
});

/** A version as a list shows it. */
export const showVersionLine = ({ definition, ...version }: StoredVersion) => ({
  version: version.version,
  hash: shownHash(version.hash),
  name: definition.name,
  author: version.author,
  message: version.message,
  created_at: version.createdAt,
});

/** A version as it is shown alone. */
export const showVersion = (version: StoredVersion) => ({
  ...showVersionLine(version),
  definition: version.definition,
});

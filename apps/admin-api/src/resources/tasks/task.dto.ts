import { definitionFields, missingOptionsOf, optionFormOf, shownHash } from '@millwright/task';
import type { DefinitionFault, StoredTask, StoredVersion } from '@millwright/task';
import { z } from 'zod';
import { anySchema, idSchema, timeSchema } from '../../http/schemas.ts';
import { formAnswer, showField } from './form.dto.ts';

const definitionAnswer = z
  .object(definitionFields)
  .extend({
    options: anySchema,
    preview_event_definitions: anySchema,
    unknown_keys: anySchema.optional(),
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
    form: formAnswer,
    needs_configuration: z
      .array(z.string())
      .meta({ description: 'Keys of required options that are not filled in.' }),
  })
  .meta({ id: 'Task' });

/** What a person ought to know of what was saved. */
export const warningsAnswer = z.array(
  z.object({ path: z.string(), message: z.string() }).meta({ id: 'TaskWarning' }),
);

/** A task right after it was saved. */
export const savedTaskAnswer = taskAnswer
  .extend({ warnings: warningsAnswer })
  .meta({ id: 'SavedTask' });

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
  form: optionFormOf(definition).fields.map(showField),
  needs_configuration: missingOptionsOf(definition),
});

/** A task that was saved, and what is to be said about that. */
export interface SavedTask {
  task: StoredTask;
  warnings: readonly DefinitionFault[];
}

/** A task as it is shown to who saved it. */
export const showSaved = ({ task, warnings }: SavedTask) => ({ ...showTask(task), warnings });

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

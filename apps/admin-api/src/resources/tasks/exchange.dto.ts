import { exportedKeys, shownHash, type DefinitionFault, type ImportedTask } from '@millwright/task';
import { z } from 'zod';
import { anySchema, flagSchema, idSchema } from '../../http/schemas.ts';
import { warningsAnswer } from './task.dto.ts';

/** How an import is done. */
export const importQuery = z.strictObject({
  overwrite: flagSchema
    .default(false)
    .meta({ description: 'A task of exactly the same name gets a new version.' }),
  enabled: flagSchema.default(true).meta({ description: '`false`: new tasks are disabled.' }),
  check_preview: flagSchema
    .default(false)
    .meta({ description: 'Refuse when a preview is not ok.' }),
});
export type ImportQuery = z.infer<typeof importQuery>;

/** A task as it is exported; an import takes one, or an array. Other keys are kept. */
export const taskDocument = z
  .looseObject(Object.fromEntries([...exportedKeys, 'path'].map((key) => [key, anySchema])))
  .meta({ id: 'TaskDocument' });

export const importGiven = z.union([taskDocument, z.array(taskDocument)]);

const importedAnswer = z.object({
  id: idSchema,
  name: z.string(),
  path: z.string(),
  enabled: z.boolean(),
  version: z.number().int(),
  hash: z.string().length(16),
  created: z.boolean().meta({ description: 'Whether it is new; else it was overwritten.' }),
  needs_configuration: z.array(z.string()),
  warnings: warningsAnswer,
});

/** What an import made of each task, in their order. */
export const importAnswer = z.object({ data: z.array(importedAnswer) }).meta({ id: 'TaskImport' });

/** An imported task as it is shown. */
export const showImported = ({ draft, hashBefore, ...task }: ImportedTask) => ({
  id: task.id,
  name: draft.draft.definition.name,
  path: task.path,
  enabled: task.enabled,
  version: task.version,
  hash: shownHash(draft.draft.hash),
  created: hashBefore === null,
  needs_configuration: draft.missing,
  warnings: [
    ...draft.document.warnings,
    ...draft.draft.warnings,
    ...(task.enabled ? [] : draft.wrong),
    ...movedPath(task, draft),
  ],
});

function movedPath(
  { path }: { path: string },
  { document }: ImportedTask['draft'],
): DefinitionFault[] {
  if (document.path === undefined || document.path === path) return [];
  return [
    { path: 'path', message: `${document.path} belongs to another task; this one is ${path}` },
  ];
}

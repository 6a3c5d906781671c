import { runStates } from '@millwright/task';
import { z } from 'zod';
import { anySchema, createdFields, idSchema, timeSchema } from '../../http/schemas.ts';
import { pageFields } from '../../http/page-query.ts';

const status = z.enum(runStates);

/** What all runs have in common, in answers. */
export const runAnswer = z.object({
  id: idSchema,
  status,
  run_at: timeSchema,
  attempts: z.number().int(),
  started_at: timeSchema.nullable(),
  stopped_at: timeSchema.nullable(),
  elapsed_ms: z.number().int().nullable(),
  error: anySchema.nullable().meta({ description: '`{code, message, …}`, or null.' }),
  result: anySchema.nullable(),
});

/** An action run in answers. */
export const actionRunAnswer = runAnswer
  .extend({
    event_id: idSchema,
    task_run_id: idSchema,
    task_id: idSchema,
    index: z.number().int(),
    type: z.string(),
    options: anySchema,
    meta: anySchema.nullable(),
    result_meta: anySchema.nullable(),
    ok: z.boolean(),
  })
  .meta({ id: 'ActionRun' });

/** A task run in answers. */
export const taskRunAnswer = runAnswer
  .extend({
    event_id: idSchema,
    task_id: idSchema,
    task_path: z.string(),
    task_version: z.number().int().nullable(),
    task_hash: z.string().nullable(),
    subscription: z.string(),
    logs: anySchema,
    action_runs: z.array(actionRunAnswer),
  })
  .meta({ id: 'TaskRun' });

const filters = {
  ...pageFields(),
  status: status.optional(),
  event_id: idSchema.optional(),
  task_id: idSchema.optional(),
  ...createdFields,
};

/** What task runs may be listed by. */
export const taskRunQuery = z.strictObject(filters);

/** What action runs may be listed by. */
export const actionRunQuery = z.strictObject({
  ...filters,
  task_run_id: idSchema.optional(),
  type: z.string().max(100).optional().meta({
    description:
      'The action. A page looks through 10,000 runs: it may be short and have a next one.',
  }),
});

export type TaskRunQuery = z.output<typeof taskRunQuery>;
export type ActionRunQuery = z.output<typeof actionRunQuery>;

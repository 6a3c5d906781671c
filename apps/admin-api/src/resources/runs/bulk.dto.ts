import { runStates } from '@millwright/task';
import { z } from 'zod';
import { anySchema, dateSchema, idSchema, timeSchema } from '../../http/schemas.ts';

const action = z.enum(['retry', 'cancel', 'purge']);
const text = z.string().min(1).max(200);

const fields = {
  kind: z.enum(['event', 'task', 'action']).optional(),
  status: z.enum(runStates).optional(),
  task_id: idSchema.optional(),
  topic: text.optional(),
  action_type: text.optional(),
  error_code: text.optional(),
  created_from: dateSchema.optional(),
  created_to: dateSchema.optional(),
  event_id: idSchema.optional(),
};

/** What is to be done to which runs. */
export const bulkCreate = z.strictObject({
  action,
  filter: z
    .strictObject(fields)
    .refine((filter) => Object.keys(filter).length > 0, 'must have at least one field'),
  dry_run: z.boolean().optional().meta({ description: 'Only counts, up to a million.' }),
});

/** Work on many runs, and how far it has come. */
export const bulkAnswer = z
  .object({
    id: idSchema,
    action,
    filter: anySchema,
    status: z.enum(['running', 'done', 'failed']),
    seen: z.number().int().meta({ description: 'Runs that were looked at.' }),
    matched: z.number().int().meta({ description: 'Runs that fitted the filter.' }),
    done: z.number().int(),
    skipped: z.number().int().meta({
      description: 'Runs that may not be treated so: they have a result, or something is pending.',
    }),
    error: anySchema.nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
    finished_at: timeSchema.nullable(),
  })
  .meta({ id: 'BulkJob' });

/** The answer to a dry run. */
export const bulkCount = z.object({ count: z.number().int() });

export type BulkCreate = z.output<typeof bulkCreate>;

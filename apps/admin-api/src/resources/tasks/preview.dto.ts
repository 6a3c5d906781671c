import { taskPatchSchema } from '@millwright/task';
import { z } from 'zod';
import { anySchema } from '../../http/schemas.ts';

/** Fields of a task that is not saved. */
export const previewGiven = taskPatchSchema.omit({ message: true, previous_hash: true });
export type PreviewGiven = z.infer<typeof previewGiven>;

const objectAnswer = z.union([
  z.object({ action: z.object({ type: z.string(), options: anySchema, meta: anySchema }) }),
  z.object({ log: anySchema }),
  z.object({ error: anySchema }),
  z.object({ result: anySchema }),
]);

const eventAnswer = z.object({
  ok: z.boolean(),
  topic: z.string(),
  description: z.string().nullable(),
  objects: z.array(objectAnswer),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      details: anySchema.optional(),
      line: z.number().int().optional(),
      column: z.number().int().optional(),
    })
    .nullable(),
  expectations: z.array(z.object({ ok: z.boolean(), message: z.string() })),
  warnings: z.array(z.string()).meta({
    description: 'What would keep its actions from being performed; it makes nothing fail.',
  }),
});

/** What a task would render, event by event. */
export const previewAnswer = z
  .object({ ok: z.boolean(), events: z.array(eventAnswer) })
  .meta({ id: 'TaskPreview' });

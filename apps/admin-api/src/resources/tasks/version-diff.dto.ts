import { z } from 'zod';
import { anySchema } from '../../http/schemas.ts';

/** Which version to compare with; by default the current one. */
export const diffQuery = z.strictObject({
  to: z.coerce.number().int().min(1).max(999_999_999).optional(),
});
export type DiffQuery = z.infer<typeof diffQuery>;

const changeAnswer = z.object({
  field: z.string().meta({ description: 'Options one by one: `options.<key>`.' }),
  lines: z
    .array(z.string())
    .optional()
    .meta({ description: 'Of long texts: the lines of a unified diff.' }),
  before: anySchema.optional(),
  after: anySchema.optional(),
});

/** What changed between two versions. */
export const diffAnswer = z
  .object({ from: z.number().int(), to: z.number().int(), changes: z.array(changeAnswer) })
  .meta({ id: 'TaskVersionDiff' });

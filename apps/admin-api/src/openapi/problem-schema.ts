import { z } from 'zod';

/** A problem (RFC 9457) as every error of the admin API is answered. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Ends in the code.' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What happened and what to do.' }),
    request_id: z.string(),
    code: z.string(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          line: z.number().int().optional(),
          column: z.number().int().optional(),
        }),
      )
      .optional()
      .meta({ description: 'With status 422: every fault, by its place in the request.' }),
  })
  .loose();

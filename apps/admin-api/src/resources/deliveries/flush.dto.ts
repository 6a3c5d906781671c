import { z } from 'zod';
import { idSchema } from '../../http/schemas.ts';

/** Which pending items become deliveries now. */
export const flushBody = z
  .strictObject({ from_event_id: idSchema.optional(), to_event_id: idSchema.optional() })
  .refine(
    ({ from_event_id: from, to_event_id: to }) => (from === undefined) === (to === undefined),
    'takes from_event_id and to_event_id together, or neither',
  )
  .refine(
    ({ from_event_id: from, to_event_id: to }) => from === undefined || from <= to!,
    'from_event_id must not come after to_event_id',
  );

/** What became of them. */
export const flushAnswer = z.object({
  endpoints: z.number().int(),
  items: z.number().int(),
  deliveries: z.number().int(),
});

export type FlushBody = z.output<typeof flushBody>;

import type { StoredEventFilter } from '@millwright/task';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const fields = {
  name: z.string().trim().min(1).max(255),
  template: z.string().max(100_000),
  enabled: z.boolean(),
};

/** A new event filter. */
export const eventFilterCreate = z.strictObject({
  ...fields,
  enabled: fields.enabled.default(true),
});

/** A change of an event filter. */
export const eventFilterPatch = z.strictObject(fields).partial();

/** An event filter in answers. */
export const eventFilterAnswer = z
  .object({
    id: idSchema,
    name: z.string(),
    template: z.string(),
    enabled: z.boolean(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'EventFilter' });

export type EventFilterCreate = z.output<typeof eventFilterCreate>;
export type EventFilterChange = z.output<typeof eventFilterPatch>;

/** An event filter as it is shown. */
export const showEventFilter = ({ createdAt, updatedAt, ...filter }: StoredEventFilter) => ({
  ...filter,
  created_at: createdAt,
  updated_at: updatedAt,
});

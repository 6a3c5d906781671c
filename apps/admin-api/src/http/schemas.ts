import { z } from 'zod';

/** A time in an answer or a body: ISO 8601; in answers UTC with milliseconds. */
export const timeSchema = z.iso.datetime({ offset: true });

/** A time in a query or a body, as a Date. */
export const dateSchema = timeSchema.transform((text) => new Date(text));

/** An id in a query or a body. */
export const idSchema = z.guid();

/** Any JSON in an answer. */
export const anySchema = z.unknown().meta({ payload: true, description: 'Any JSON value.' });

/** A page of a list. */
export const pageOfSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/** The bounds by which lists of history are narrowed. */
export const createdFields = {
  created_from: dateSchema.optional(),
  created_to: dateSchema.optional(),
};

/** A yes or no in a query. */
export const flagSchema = z.enum(['true', 'false']).transform((text) => text === 'true');

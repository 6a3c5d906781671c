import type { JsonValue } from '@millwright/kernel';
import { z } from 'zod';

/** Reports a fault of the option, or of a place below it (`headers`, `x-id`), and ends the reading of it. */
export type Refuse = (message: string, ...below: (string | number)[]) => never;

/** Turns an option's JSON into what the action takes, or refuses it. */
export type Read<T> = (value: JsonValue, refuse: Refuse) => T;

class Refused extends Error {}

/** An option that must be there; null counts as missing. */
export const required = <T>(about: string, read: Read<T>): z.ZodType<T> =>
  z
    .custom<JsonValue | undefined>((value) => value !== undefined && value !== null, {
      error: 'is required',
      abort: true,
    })
    .transform((value, context) => reading(value as JsonValue, read, context))
    .describe(about);

/** An option that may be left out; null counts as left out. */
export const optional = <T>(about: string, read: Read<T>): z.ZodType<T | undefined> =>
  z
    .custom<JsonValue | undefined>(() => true)
    .transform((value, context) =>
      value === undefined || value === null ? undefined : reading(value, read, context),
    )
    .describe(about);

/** An option that may be left out and then is `fallback`. */
export const defaulted = <T>(about: string, read: Read<T>, fallback: T): z.ZodType<T> =>
  optional(about, read)
    .transform((value) => value ?? fallback)
    .describe(about);

const reading = <T>(value: JsonValue, read: Read<T>, context: z.RefinementCtx): T =>
  readOr(value, read, z.NEVER, (message, path) =>
    context.addIssue({ code: 'custom', message, path }),
  );

/** What `read` makes of a value; a fault is told to `report`, and `otherwise` is answered. */
export function readOr<T, Otherwise>(
  value: JsonValue,
  read: Read<T>,
  otherwise: Otherwise,
  report: (message: string, path: (string | number)[]) => void,
): T | Otherwise {
  try {
    return read(value, (message, ...path) => {
      report(message, path);
      throw new Refused();
    });
  } catch (error) {
    if (error instanceof Refused) return otherwise;
    throw error;
  }
}

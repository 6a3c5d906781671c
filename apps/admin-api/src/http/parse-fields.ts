import { jsonMembersOf, JsonSyntaxError, RawJson, storableText } from '@millwright/kernel';
import type { z } from 'zod';
import { invalid, MAX_FAULTS, ProblemError } from './problem.ts';
import type { FieldFault } from './problem.ts';

/** The schema of a body or a query: an object that refuses unknown members. */
export type FieldsSchema = z.ZodType & { shape?: Readonly<Record<string, z.ZodType>> };

/**
 * Reads a body by its schema. Members that hold any JSON of a stranger's (`payload`), or look at digits themselves
 * (`exact`), stay the very text they came in.
 * @throws ProblemError with every fault.
 */
export function parseBody<Schema extends FieldsSchema>(
  schema: Schema,
  text: string,
): z.output<Schema> {
  const members = membersOf(text === '' ? '{}' : text);
  // Zod passes over this one key in silence.
  if (members.has('__proto__'))
    throw invalid([{ path: '__proto__', message: 'is not known here' }]);
  const shape = schema.shape ?? {};
  const fields = [...members].map(([key, raw]) => [
    key,
    Object.hasOwn(shape, key) && isPayload(shape[key]) ? raw : (JSON.parse(raw.text) as unknown),
  ]);
  return parseFields(schema, Object.fromEntries(fields));
}

/** Checks a body or a query. @throws ProblemError with every fault. */
export function parseFields<Schema extends FieldsSchema>(
  schema: Schema,
  fields: unknown,
): z.output<Schema> {
  const unstorable = unstorableFaultsOf(fields);
  if (unstorable.length > 0) throw invalid(unstorable);
  const parsed = schema.safeParse(fields);
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap(faultsOf));
  return parsed.data;
}

/** Every text in some fields that cannot be stored, as many as are shown. */
export const unstorableFaultsOf = (fields: unknown): FieldFault[] =>
  firstOf(unstorableIn(fields, []), MAX_FAULTS + 1);

function membersOf(text: string): Map<string, RawJson> {
  try {
    const members = jsonMembersOf(text);
    if (members !== undefined) return members;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const members = { line: error.line, column: error.column };
    throw new ProblemError('invalid_json', `the body is not JSON: ${error.message}`, { members });
  }
  throw invalid([{ path: '', message: 'the body must be a JSON object' }]);
}

function isPayload(schema: z.ZodType | undefined): boolean {
  if (schema === undefined) return false;
  const { payload, exact } = schema.meta() ?? {};
  if (payload === true || exact === true) return true;
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return isPayload(innerType);
}

const UNSTORABLE = /[\u0000\p{Surrogate}]/u;
const NOT_STORABLE = 'must not contain NUL characters or lone surrogates';

/** Text columns hold no NUL and jsonb no lone surrogate, so what has one is refused here, wherever it stands. */
function* unstorableIn(value: unknown, path: readonly string[]): Generator<FieldFault> {
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value)) yield { path: path.join('.'), message: NOT_STORABLE };
  } else if (value !== null && typeof value === 'object' && !(value instanceof RawJson)) {
    for (const key of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[key];
      if (UNSTORABLE.test(key)) {
        yield { path: [...path, storableText(key)].join('.'), message: NOT_STORABLE };
      }
      if (typeof member === 'string' || typeof member === 'object') {
        yield* unstorableIn(member, [...path, key]);
      }
    }
  }
}

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const item of items) if (first.push(item) === count) break;
  return first;
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_FAULTS + 1).map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not known here',
    }));
  }
  return [{ path: path.join('.'), message: issue.message }];
}

import { parseJson, RawJson, stringifyJson, type JsonValue } from '@millwright/kernel';
import { z } from 'zod';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import { definitionFields, taskPathSchema, type TaskReplace } from '../definitions/task-fields.ts';

/** A task of an import as it was read. Paths of faults and warnings begin with its place in an array. */
export interface TaskDocument {
  /** In front of the paths of what is wrong with it: `3.`, or nothing where one task is imported alone. */
  prefix: string;
  fields: TaskReplace;
  path: string | undefined;
  enabled: boolean;
  /** Keys that mean nothing here, with their values. */
  unknownKeys: RawJson | undefined;
  warnings: DefinitionFault[];
}

/** Documents, or everything that is wrong with them. */
export type DocumentsOutcome =
  { ok: true; documents: TaskDocument[] } | { ok: false; faults: DefinitionFault[] };

/** Most tasks of one import. */
export const MAX_IMPORTED_TASKS = 10_000;

const { name, ...others } = definitionFields;

const documentSchema = z.object({
  name,
  ...z.object(others).partial().shape,
  path: taskPathSchema.optional(),
  enabled: z.boolean().optional(),
});

const payloads = new Set(['options', 'preview_event_definitions']);
const known = new Set(Object.keys(documentSchema.shape));

/** Reads one task or an array of tasks. @throws JsonSyntaxError */
export function readTaskDocuments(text: string): DocumentsOutcome {
  const parsed = parseJson(text);
  const items = Array.isArray(parsed) ? parsed : [parsed];
  if (items.length > MAX_IMPORTED_TASKS) {
    return wrong('', `an import may have ${MAX_IMPORTED_TASKS} tasks`);
  }
  const read = items.map((item, index) =>
    documentIn(item, Array.isArray(parsed) ? `${index}.` : ''),
  );
  const faults = read.flatMap((outcome) => (outcome.ok ? [] : outcome.faults));
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, documents: read.flatMap((outcome) => (outcome.ok ? outcome.documents : [])) };
}

function documentIn(item: JsonValue, prefix: string): DocumentsOutcome {
  if (!(item instanceof Map)) return wrong(prefix.slice(0, -1), 'must be an object');
  const fields: Record<string, unknown> = {};
  const unknown = new Map<string, JsonValue>();
  for (const [key, value] of item) {
    if (!known.has(key)) unknown.set(key, value);
    // What is not set elsewhere is often written as null.
    else if (value !== null) fields[key] = payloads.has(key) ? rawOf(value) : plainOf(value);
  }
  const parsed = documentSchema.safeParse(fields);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      path: prefix + path.map(String).join('.'),
      message,
    }));
    return { ok: false, faults };
  }
  const { path, enabled = true, ...definition } = parsed.data;
  const document: TaskDocument = {
    prefix,
    fields: definition,
    path,
    enabled,
    unknownKeys: unknown.size === 0 ? undefined : new RawJson(stringifyJson(unknown)),
    warnings: [...unknown.keys()].map((key) => ({
      path: key,
      message: 'is not known here; it is kept and exported again, and has no effect',
    })),
  };
  return { ok: true, documents: [document] };
}

const rawOf = (value: JsonValue): RawJson => new RawJson(stringifyJson(value));
const plainOf = (value: JsonValue): unknown => JSON.parse(stringifyJson(value)) as unknown;

const wrong = (path: string, message: string): DocumentsOutcome => ({
  ok: false,
  faults: [{ path, message }],
});

import {
  JsonNumber,
  jsonMembersOf,
  parseJson,
  RawJson,
  sha256Hex,
  stringifyJson,
} from '@millwright/kernel';
import type { JsonObject, JsonValue } from '@millwright/kernel';
import type { z } from 'zod';
import type { definitionFields } from './task-fields.ts';

/** What a version of a task holds, under the names of the API. `options` and the previews are exact JSON text. */
export type TaskDefinition = {
  [Field in keyof typeof definitionFields]: z.infer<(typeof definitionFields)[Field]>;
} & {
  /** What an imported document had besides, kept for its export: an object as exact JSON. Missing: nothing. */
  unknown_keys?: RawJson;
};

/** A definition with its hash, all 64 hex digits. */
export interface HashedDefinition {
  definition: TaskDefinition;
  hash: string;
}

/** The definition of a task of which nothing but the name is given. */
export const definitionDefaults: Omit<TaskDefinition, 'name'> = {
  priority: 'normal',
  script: '',
  subscriptions_template: '',
  subscriptions: [],
  options: new RawJson('{}'),
  docs: null,
  tags: [],
  preview_event_definitions: new RawJson('[]'),
  perform_action_runs_in_sequence: false,
  halt_action_run_sequence_on_error: false,
  concurrency: null,
  retry: null,
  trigger_data_mode: 'args',
  delete_after_secs: null,
  shopify_api_version: null,
  shopify_access_scopes_required: [],
  online_store_javascript: null,
  order_status_javascript: null,
  liquid_profiling: false,
};

const payloadFields = new Set(['options', 'preview_event_definitions', 'unknown_keys']);
const PRIORITY_HEAD = /^\{"priority":"(high|normal|low)"/;

/** How many characters of a definition's text tell its priority: it comes first, so that routing reads no more. */
export const PRIORITY_HEAD_LENGTH = 24;

/** The priority in the first characters of a definition's text: 0 high, 1 normal, 2 low. */
export const priorityIn = (head: string): 0 | 1 | 2 =>
  (({ high: 0, normal: 1, low: 2 }) as const)[
    (PRIORITY_HEAD.exec(head)?.[1] ?? 'normal') as TaskDefinition['priority']
  ];

/** The JSON text that a definition is stored as. Text, keys and digits inside its payloads are kept. */
export function definitionText({ priority, name, ...rest }: TaskDefinition): string {
  const payloads = {
    options: compact(rest.options),
    preview_event_definitions: compact(rest.preview_event_definitions),
    ...(rest.unknown_keys && { unknown_keys: compact(rest.unknown_keys) }),
  };
  return stringifyJson({ priority, name, ...rest, ...payloads });
}

/** Reads {@link definitionText}; a field that an older version does not have takes its default. */
export function definitionFrom(text: string): TaskDefinition {
  const fields = [...(jsonMembersOf(text) ?? [])].map(([name, raw]) => [
    name,
    payloadFields.has(name) ? raw : (JSON.parse(raw.text) as unknown),
  ]);
  return { ...definitionDefaults, ...Object.fromEntries(fields) } as TaskDefinition;
}

/** SHA-256 of the canonical form: keys sorted at every level, no white space, digits as written. 64 hex digits. */
export const definitionHash = (definition: TaskDefinition): string =>
  sha256Hex(stringifyJson(canonical(definition)));

/** The fields that make the hashes of two definitions differ. */
export function changedFieldsOf(before: TaskDefinition, after: TaskDefinition): string[] {
  const [left, right] = [canonical(before), canonical(after)];
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (field) => stringifyJson(left.get(field)) !== stringifyJson(right.get(field)),
  );
}

/** The first 16 digits of a hash: what people and the API see. */
export const shownHash = (hash: string): string => hash.slice(0, 16);

const canonical = (definition: TaskDefinition): JsonObject =>
  sorted(parseJson(definitionText(definition))) as JsonObject;

const compact = ({ text }: RawJson): RawJson => new RawJson(stringifyJson(parseJson(text)));

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!(value instanceof Map) || value instanceof JsonNumber) return value;
  const members = [...value].map(([key, member]): [string, JsonValue] => [key, sorted(member)]);
  return new Map(members.sort(([left], [right]) => (left < right ? -1 : 1)));
}

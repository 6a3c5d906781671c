import { JsonNumber, parseJson, stringifyJson, type JsonValue } from '@millwright/kernel';
import type { RenderedAction } from '@millwright/liquid';
import { MAX_DATA_DEPTH } from './data-depth.ts';

/** What of an action says whether it is the same as another. Options and meta are exact JSON text. */
export type Comparable = Pick<RenderedAction, 'type' | 'options' | 'meta'>;

const SECRET_TAGS = /(__millwright_secret:[a-z][a-z0-9_]{0,99}:)[0-9a-f]{32}__/g;

/** Whether two runs rendered the same actions, in the same order. */
export const areEqual = (left: readonly Comparable[], right: readonly Comparable[]): boolean =>
  left.length === right.length &&
  left.every((action, index) => comparableText(action) === comparableText(right[index]!));

/** References to secrets differ from run to run: what they are references to is compared. */
const comparableText = ({ type, options, meta }: Comparable): string =>
  stringifyJson([type, sortedText(options), meta === null ? null : sortedText(meta)]).replaceAll(
    SECRET_TAGS,
    '$1',
  );

const sortedText = (json: string): string => stringifyJson(sorted(parseJson(json, MAX_DATA_DEPTH)));

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!(value instanceof Map) || value instanceof JsonNumber) return value;
  const members = [...value].map(([key, member]): [string, JsonValue] => [key, sorted(member)]);
  return new Map(members.sort(([left], [right]) => (left < right ? -1 : 1)));
}

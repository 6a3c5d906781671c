import { RawJson } from './json-value.ts';
import { scanJson } from './json-scanner.ts';

/** What kind of JSON value a text holds. */
export type JsonKind = 'object' | 'array' | 'scalar';

/** Checks JSON text without building it. @throws JsonSyntaxError */
export function validateJson(text: string, maxDepth?: number): JsonKind {
  scanJson(text, {}, maxDepth);
  const first = text.trimStart()[0];
  return first === '{' ? 'object' : first === '[' ? 'array' : 'scalar';
}

/**
 * The members of a JSON object, each value as the very text it was written in (a repeated key: the last one).
 * Undefined when the text is another kind of value. @throws JsonSyntaxError
 */
export function jsonMembersOf(text: string, maxDepth?: number): Map<string, RawJson> | undefined {
  const members = new Map<string, RawJson>();
  let isObject = false;
  let depth = 0;
  let key = '';
  let start = 0;

  const open = (at: number): void => {
    if (depth === 1) start = at;
    depth += 1;
  };
  const put = (from: number, end: number): void => {
    if (depth === 1) members.set(key, new RawJson(text.slice(from, end)));
  };
  const close = (end: number): void => {
    depth -= 1;
    put(start, end);
  };
  scanJson(
    text,
    {
      openObject: (at) => {
        if (depth === 0) isObject = true;
        open(at);
      },
      openArray: open,
      closeObject: close,
      closeArray: close,
      key: (from, end) => {
        if (depth === 1) key = JSON.parse(text.slice(from, end)) as string;
      },
      string: put,
      number: put,
      literal: (_value, from, end) => put(from, end),
    },
    maxDepth,
  );
  return isObject ? members : undefined;
}

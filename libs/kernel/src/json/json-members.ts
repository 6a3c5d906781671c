import { JsonSyntaxError, RawJson } from './json-value.ts';
import { scanJson, type JsonVisitor } from './json-scanner.ts';

/** What kind of JSON value a text holds. */
export type JsonKind = 'object' | 'array' | 'scalar';

/** The shortest a key with its value can be: `"":0`. */
const LEAST_MEMBER = 4;

/** Checks JSON text without building it. @throws JsonSyntaxError also when it is deeper or has more keys than allowed. */
export function validateJson(text: string, maxDepth?: number, maxKeys = Infinity): JsonKind {
  const isWorthCounting = text.length > maxKeys * LEAST_MEMBER;
  scanJson(text, isWorthCounting ? keyCounter(text, maxKeys) : {}, maxDepth);
  const first = text.trimStart()[0];
  return first === '{' ? 'object' : first === '[' ? 'array' : 'scalar';
}

function keyCounter(text: string, maxKeys: number): JsonVisitor {
  let keys = 0;
  return {
    key: (start) => {
      keys += 1;
      if (keys <= maxKeys) return;
      const before = text.slice(0, start);
      const line = before.split('\n').length;
      throw new JsonSyntaxError(
        `more than ${maxKeys} keys`,
        line,
        start - before.lastIndexOf('\n'),
      );
    },
  };
}

/**
 * The members of a JSON object, each value as the very text it was written in (a repeated key: the last one).
 * Undefined when the text is another kind of value. @throws JsonSyntaxError
 */
export function jsonMembersOf(text: string, maxDepth?: number): Map<string, RawJson> | undefined {
  const members = new Map<string, RawJson>();
  const kind = walkValues(text, maxDepth, (value, key) => members.set(key, value));
  return kind === 'object' ? members : undefined;
}

/**
 * The elements of a JSON array, each as the very text it was written in. Undefined when the text is another kind of
 * value. @throws JsonSyntaxError
 */
export function jsonElementsOf(text: string, maxDepth?: number): RawJson[] | undefined {
  const elements: RawJson[] = [];
  const kind = walkValues(text, maxDepth, (value) => elements.push(value));
  return kind === 'array' ? elements : undefined;
}

/** Tells of each value right inside the outermost brackets, and what these are. `key`: of a member. */
function walkValues(
  text: string,
  maxDepth: number | undefined,
  found: (value: RawJson, key: string) => void,
): JsonKind {
  let kind: JsonKind = 'scalar';
  let depth = 0;
  let key = '';
  let start = 0;

  const open = (at: number, opened: JsonKind): void => {
    if (depth === 0) kind = opened;
    if (depth === 1) start = at;
    depth += 1;
  };
  const put = (from: number, end: number): void => {
    if (depth === 1) found(new RawJson(text.slice(from, end)), key);
  };
  const close = (end: number): void => {
    depth -= 1;
    put(start, end);
  };
  scanJson(
    text,
    {
      openObject: (at) => open(at, 'object'),
      openArray: (at) => open(at, 'array'),
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
  return kind;
}

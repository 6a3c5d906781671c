import { isUtf8 } from 'node:buffer';
import { parseJson, scanJson, type JsonValue } from '@millwright/kernel';

/** Keys that need no escapes: every name that is looked for is one. */
const PLAIN = /^[\w.-]*$/;

/** More than this is in no message that is signed in parts: to read it, every value costs memory, before anybody is known. */
const MAX_VALUES = 50_000;

/** Handshake and check look at the same bytes: they are read once. */
const readBodies = new WeakMap<Buffer, { json: JsonValue | undefined }>();

/**
 * The JSON of a body whose signature covers only values inside it; undefined when it is none, and when a key comes twice
 * or has escapes that it does not need: whoever holds one signed body could write it anew so that one reader sees the
 * signed value and the next one another. Undefined too when it has more than 50,000 values: any stranger may send it.
 */
export function strictJsonIn(rawBody: Buffer): JsonValue | undefined {
  const known = readBodies.get(rawBody) ?? { json: readStrictly(rawBody) };
  readBodies.set(rawBody, known);
  return known.json;
}

function readStrictly(rawBody: Buffer): JsonValue | undefined {
  if (!isUtf8(rawBody)) return undefined;
  const text = rawBody.toString('utf8');
  try {
    return hasPlainKeys(text) ? parseJson(text) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value at a path of parsed JSON; undefined where there is none. */
export function valueAt(json: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  let value = json;
  for (const name of path) value = value instanceof Map ? value.get(name) : undefined;
  return value;
}

/** The text at a path of parsed JSON; undefined where there is another value, or none. */
export function textAt(json: JsonValue | undefined, ...path: string[]): string | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'string' ? value : undefined;
}

function hasPlainKeys(text: string): boolean {
  const open: Set<string>[] = [];
  let isPlain = true;
  let values = 0;
  const count = (): void => {
    values += 1;
    if (values > MAX_VALUES) throw new SyntaxError(`more than ${MAX_VALUES} values`);
  };
  scanJson(text, {
    openObject: () => {
      count();
      open.push(new Set());
    },
    openArray: count,
    string: count,
    number: count,
    literal: count,
    closeObject: () => open.pop(),
    key: (start, end) => {
      const written = text.slice(start, end);
      const isEscaped = written.includes('\\');
      const key = isEscaped ? (JSON.parse(written) as string) : written.slice(1, -1);
      const keys = open.at(-1)!;
      if (keys.has(key) || (isEscaped && PLAIN.test(key))) isPlain = false;
      keys.add(key);
    },
  });
  return isPlain;
}

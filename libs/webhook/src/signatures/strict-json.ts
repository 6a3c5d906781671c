import { isUtf8 } from 'node:buffer';
import { parseJson, scanJson, type JsonValue } from '@millwright/kernel';

/** Keys that need no escapes: every name that is looked for is one. */
const PLAIN = /^[\w.-]*$/;

/**
 * The JSON of a body whose signature covers only values inside it; undefined when it is none, and when a key comes twice
 * or has escapes that it does not need: whoever holds one signed body could write it anew so that one reader sees the
 * signed value and the next one another.
 */
export function strictJsonIn(rawBody: Buffer): JsonValue | undefined {
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
  scanJson(text, {
    openObject: () => open.push(new Set()),
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

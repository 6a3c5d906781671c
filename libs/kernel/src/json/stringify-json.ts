import { JsonNumber, RawJson } from './json-value.ts';

/**
 * Compact JSON text of plain values and of what {@link parseJson} gives, digits and key order kept; {@link RawJson}
 * goes in verbatim. NUL and lone surrogates become escapes, so the text is always storable. What JSON has no word
 * for follows JSON.stringify: undefined and functions are left out (null in arrays), `toJSON` is honoured.
 */
export function stringifyJson(value: unknown): string {
  return textOf(value, '') ?? 'null';
}

function textOf(value: unknown, key: string): string | undefined {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
  }
  if (value instanceof JsonNumber || value instanceof RawJson) return value.text;
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => textOf(item, String(index)) ?? 'null').join(',')}]`;
  }
  if (value instanceof Map) return objectText(value as Map<string, unknown>);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return textOf(toJSON.call(value, key) as unknown, key);
  return objectText(Object.entries(value));
}

function objectText(entries: Iterable<[string, unknown]>): string {
  const members: string[] = [];
  for (const [key, value] of entries) {
    const text = textOf(value, key);
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

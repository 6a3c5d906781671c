import { JsonNumber, type JsonObject, type JsonValue } from '@millwright/kernel';

/** The fields of a form, in order: nested objects as `a[b]`, arrays as `a[]`; null is an empty field. */
export function formPairsOf(body: JsonObject | JsonValue[]): [name: string, value: string][] {
  const entries: [string, JsonValue][] = Array.isArray(body)
    ? body.map((item) => ['[]', item])
    : [...body];
  return entries.flatMap(([name, value]) => pairsBelow(name, value));
}

/** `application/x-www-form-urlencoded` text of the same fields. */
export const formTextOf = (body: JsonObject | JsonValue[]): string =>
  new URLSearchParams(formPairsOf(body)).toString();

function pairsBelow(name: string, value: JsonValue): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item) => pairsBelow(`${name}[]`, item));
  if (value instanceof Map) {
    return [...value].flatMap(([key, item]) => pairsBelow(`${name}[${key}]`, item));
  }
  if (value === null) return [[name, '']];
  return [[name, value instanceof JsonNumber ? value.text : String(value)]];
}

import { JsonNumber, parseJson, type JsonValue, type RawJson } from '@millwright/kernel';

/** JSON Schema 2020-12. Keys of strangers stand in maps: any of them is plain data. */
export interface JsonShape {
  type?: string | string[];
  properties?: ReadonlyMap<string, JsonShape>;
  items?: JsonShape;
}

/** Deeper down, anything may be. */
const MAX_DEPTH = 10;
const INTEGER = /^-?\d+$/;

/** The schema that some examples have in common: what each of them is, and nothing about what must be there. */
export const jsonShapeOf = (examples: readonly RawJson[]): JsonShape =>
  shapeOf(
    examples.map(({ text }) => parseJson(text)),
    0,
  );

function shapeOf(values: readonly JsonValue[], depth: number): JsonShape {
  if (values.length === 0 || depth > MAX_DEPTH) return {};
  const types = typesOf(values);
  const items = values.filter((value) => Array.isArray(value)).flat();
  const properties = propertiesOf(values, depth);
  return {
    type: types.length === 1 ? types[0]! : types,
    ...(properties.size > 0 && { properties }),
    ...(items.length > 0 && { items: shapeOf(items, depth + 1) }),
  };
}

/** JSON Schema's words, sorted; where numbers stand, whole ones are numbers too. */
function typesOf(values: readonly JsonValue[]): string[] {
  const types = new Set(values.map(typeOf));
  if (types.has('number')) types.delete('integer');
  return [...types].sort();
}

function propertiesOf(values: readonly JsonValue[], depth: number): Map<string, JsonShape> {
  const members = new Map<string, JsonValue[]>();
  for (const value of values) {
    if (!(value instanceof Map)) continue;
    for (const [key, member] of value) {
      const present = members.get(key);
      if (present === undefined) members.set(key, [member]);
      else present.push(member);
    }
  }
  return new Map([...members].map(([key, found]) => [key, shapeOf(found, depth + 1)]));
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'object';
  if (value instanceof JsonNumber) return INTEGER.test(value.text) ? 'integer' : 'number';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

import { JsonNumber, stringifyJson, type JsonObject, type JsonValue } from '@millwright/kernel';

const SHOWN_CHARACTERS = 120;

/** Where the comparison is, and whether members that are not expected are a difference. */
interface Place {
  path: string;
  exact: boolean;
}

/**
 * The first difference between what is expected and what there is, with its path; undefined when there is none.
 * Expected members must be there and equal, at every level; arrays must be of equal length. Numbers are equal by
 * value: 1 is 1.0.
 */
export function differenceIn(
  expected: JsonValue,
  actual: JsonValue,
  place: Place,
): string | undefined {
  if (Array.isArray(expected) && Array.isArray(actual)) return inArrays(expected, actual, place);
  if (expected instanceof Map && actual instanceof Map) return inObjects(expected, actual, place);
  if (isNumber(expected) && isNumber(actual) && isSameNumber(expected, actual)) return undefined;
  if (expected === actual) return undefined;
  return `${place.path}: expected ${shown(expected)}, found ${shown(actual)}`;
}

function inArrays(expected: JsonValue[], actual: JsonValue[], place: Place): string | undefined {
  const { path } = place;
  if (expected.length !== actual.length) {
    return `${path}: expected ${counted(expected.length)}, found ${counted(actual.length)}: ${shown(actual)}`;
  }
  for (const [index, item] of expected.entries()) {
    const difference = differenceIn(item, actual[index]!, { ...place, path: `${path}.${index}` });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function inObjects(expected: JsonObject, actual: JsonObject, place: Place): string | undefined {
  for (const [key, member] of expected) {
    const path = `${place.path}.${key}`;
    const found = actual.get(key);
    if (found === undefined) return `${path}: expected ${shown(member)}, found nothing`;
    const difference = differenceIn(member, found, { ...place, path });
    if (difference !== undefined) return difference;
  }
  const surplus = place.exact && [...actual.keys()].find((key) => !expected.has(key));
  if (surplus === false || surplus === undefined) return undefined;
  return `${place.path}.${surplus}: expected nothing, found ${shown(actual.get(surplus)!)}`;
}

const isNumber = (value: JsonValue): value is number | JsonNumber =>
  typeof value === 'number' || value instanceof JsonNumber;

/** By value where a JavaScript number has it; beyond that only by the same digits. */
function isSameNumber(left: number | JsonNumber, right: number | JsonNumber): boolean {
  if (String(left) === String(right)) return true;
  return Number(left) === Number(right) && Math.abs(Number(left)) <= Number.MAX_SAFE_INTEGER;
}

const counted = (count: number): string => (count === 1 ? '1 item' : `${count} items`);

function shown(value: JsonValue): string {
  const text = stringifyJson(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

import type { JsonValue } from '@millwright/kernel';

/** How many values are looked at on the ways of one path: a few stars in large data could reach millions. */
export const MOST_LOOKED_AT = 10_000;

/**
 * The values at the end of a path, as many as its stars reach, in their order. A step is the name of a member, the
 * number of an item, or `*` for any of them; where there is nothing, nothing is found. What lies behind the first
 * {@link MOST_LOOKED_AT} values is not looked at.
 */
export const valuesAt = (value: JsonValue, steps: readonly string[]): Generator<JsonValue> =>
  walk(value, steps, 0, { left: MOST_LOOKED_AT });

function* walk(
  value: JsonValue,
  steps: readonly string[],
  depth: number,
  looks: { left: number },
): Generator<JsonValue> {
  looks.left -= 1;
  const step = steps[depth];
  if (step === undefined) {
    yield value;
    return;
  }
  for (const next of nextOf(value, step)) {
    if (looks.left <= 0) return;
    yield* walk(next, steps, depth + 1, looks);
  }
}

function nextOf(value: JsonValue, step: string): Iterable<JsonValue> {
  if (value instanceof Map) {
    if (step === '*') return value.values();
    return value.has(step) ? [value.get(step)!] : [];
  }
  if (!Array.isArray(value)) return [];
  if (step === '*') return value;
  return isIndex(step) && Number(step) < value.length ? [value[Number(step)]!] : [];
}

const isIndex = (step: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(step);

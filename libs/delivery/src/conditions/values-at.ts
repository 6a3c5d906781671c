import type { JsonValue } from '@millwright/kernel';

/**
 * The values at the end of a path, as many as its stars reach, in their order. A step is the name of a member, the
 * number of an item, or `*` for any of them; where there is nothing, nothing is found.
 */
export function* valuesAt(
  value: JsonValue,
  steps: readonly string[],
  depth = 0,
): Generator<JsonValue> {
  const step = steps[depth];
  if (step === undefined) {
    yield value;
  } else if (value instanceof Map) {
    if (step === '*')
      for (const member of value.values()) yield* valuesAt(member, steps, depth + 1);
    else if (value.has(step)) yield* valuesAt(value.get(step)!, steps, depth + 1);
  } else if (Array.isArray(value)) {
    if (step === '*') for (const item of value) yield* valuesAt(item, steps, depth + 1);
    else if (isIndex(step) && Number(step) < value.length) {
      yield* valuesAt(value[Number(step)]!, steps, depth + 1);
    }
  }
}

const isIndex = (step: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(step);

import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { joinedText } from './joined-text.ts';
import { LiquidRange } from './liquid-range.ts';
import { isNumber, numberText } from './numbers.ts';

/** Deepest nesting of what a script builds that may be printed, compared or written as JSON. */
export const MAX_VALUE_DEPTH = 1_000;

/** A value as a text filter sees it: arrays and hashes as Ruby inspects them. */
export function textOf(value: unknown, meter: RunMeter): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (isNumber(value)) return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof LiquidRange) return value.toString();
  if (Array.isArray(value) || value instanceof Map)
    return joined(inspected(value, meter, 0), meter);
  return '';
}

/** A value as `{{ }}` prints it: the elements of an array one after another. */
export function printedText(value: unknown, meter: RunMeter): string {
  return Array.isArray(value) ? joined(printed(value, meter, 0), meter) : textOf(value, meter);
}

function joined(pieces: Iterable<string>, meter: RunMeter): string {
  const all: string[] = [];
  for (const piece of pieces) {
    meter.use(16);
    all.push(piece);
  }
  return joinedText(all, '', meter);
}

function* printed(items: readonly unknown[], meter: RunMeter, depth: number): Generator<string> {
  checkDepth(depth);
  for (const item of items) {
    meter.tick();
    if (Array.isArray(item)) yield* printed(item, meter, depth + 1);
    else yield textOf(item, meter);
  }
}

function* inspected(value: unknown, meter: RunMeter, depth: number): Generator<string> {
  checkDepth(depth);
  if (Array.isArray(value)) {
    yield '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ', ';
      yield* inspected(item, meter, depth + 1);
    }
    yield ']';
  } else if (value instanceof Map) {
    yield '{';
    let first = true;
    for (const [key, item] of value as Map<string, unknown>) {
      yield `${first ? '' : ', '}${quoted(key)}=>`;
      yield* inspected(item, meter, depth + 1);
      first = false;
    }
    yield '}';
  } else if (typeof value === 'string') {
    yield quoted(value);
  } else {
    yield value === undefined || value === null ? 'nil' : textOf(value, meter);
  }
}

/** A text as Ruby inspects it. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll('\\u000b', '\\v')
    .replaceAll('\\u001b', '\\e')
    .replace(/#(?=[{$@])/g, '\\#');

/** @throws LiquidRunError when a value is nested too deeply to walk */
export function checkDepth(depth: number): void {
  if (depth > MAX_VALUE_DEPTH) {
    throw new LiquidRunError('liquid_render', `a value nested deeper than ${MAX_VALUE_DEPTH}`);
  }
}

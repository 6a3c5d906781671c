import { LiquidRunError } from '../liquid.errors.ts';
import type { Meter } from '../limits/run-meter.ts';
import { BinaryString, binaryPrinted } from './binary.ts';
import { HostObject } from './host-object.ts';
import { joinedText } from './joined-text.ts';
import { LiquidRange } from './liquid-range.ts';
import { RegexMatch } from './match.ts';
import { isNumber, numberText } from './numbers.ts';

/** Deepest nesting of what a script builds that may be printed, compared or written as JSON. */
export const MAX_VALUE_DEPTH = 1_000;

/** A value as a text filter sees it: arrays and hashes as Ruby inspects them. @throws LiquidRunError for bytes */
export function textOf(value: unknown, meter: Meter): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (isNumber(value)) return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof LiquidRange) return value.toString();
  if (Array.isArray(value) || value instanceof Map)
    return joined(inspected(value, meter, 0), meter);
  if (value instanceof HostObject) return textOf(value.data(), meter);
  if (value instanceof BinaryString) throw binaryPrinted();
  return '';
}

/** A value as `{{ }}` prints it: the elements of an array one after another. */
export function printedText(value: unknown, meter: Meter): string {
  return Array.isArray(value) ? joined(printed(value, meter, 0), meter) : textOf(value, meter);
}

function joined(pieces: Iterable<string>, meter: Meter): string {
  const all: string[] = [];
  for (const piece of pieces) {
    meter.use(16);
    all.push(piece);
  }
  return joinedText(all, '', meter);
}

function* printed(items: readonly unknown[], meter: Meter, depth: number): Generator<string> {
  checkDepth(depth);
  for (const item of items) {
    meter.tick();
    if (Array.isArray(item)) yield* printed(item, meter, depth + 1);
    else yield textOf(item, meter);
  }
}

function* inspected(value: unknown, meter: Meter, depth: number): Generator<string> {
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
  } else if (typeof value === 'string' || value instanceof RegexMatch) {
    yield quoted(textOf(value, meter));
  } else {
    yield value === undefined || value === null ? 'nil' : textOf(value, meter);
  }
}

const UNPRINTABLE = /["\\\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]|#(?=[{$@])/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '#': '\\#',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\v': '\\v',
  '\b': '\\b',
  '\u0007': '\\a',
  '\u001b': '\\e',
  '\u007f': '\\x7F',
};

/** A text as Ruby inspects it. */
const quoted = (text: string): string =>
  `"${text.replace(UNPRINTABLE, (character) => ESCAPES[character] ?? codeOf(character))}"`;

function codeOf(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase();
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** @throws LiquidRunError when a value is nested too deeply to walk */
export function checkDepth(depth: number): void {
  if (depth > MAX_VALUE_DEPTH) {
    throw new LiquidRunError('liquid_render', `a value nested deeper than ${MAX_VALUE_DEPTH}`);
  }
}

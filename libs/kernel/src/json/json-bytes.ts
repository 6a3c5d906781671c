import type { JsonKind } from './json-members.ts';
import { MAX_JSON_DEPTH } from './json-value.ts';

// The scanner has the same: to V8 what is imported is no constant, and sharing them cost both a third of their speed.
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const FAILED = -1;

const isEscape = new Uint8Array(256);
for (const char of '"\\/bfnrt') isEscape[char.charCodeAt(0)] = 1;

const isHex = new Uint8Array(256);
for (const char of '0123456789abcdefABCDEF') isHex[char.charCodeAt(0)] = 1;

const words = new Map(
  [...'true false null'.split(' ')].map((word) => [word.charCodeAt(0), Buffer.from(word)]),
);

/**
 * The kind of value that UTF-8 bytes hold, or undefined when they are not JSON within the limits; `scanJson` on their
 * text then says why. The same grammar at 1.7 times the speed (64 KB, Node 20): nothing is reported and no text is
 * made, on the hot path of the intake (bench "intake").
 */
export function jsonKindOf(
  bytes: Uint8Array,
  maxDepth = MAX_JSON_DEPTH,
  maxKeys = Infinity,
): JsonKind | undefined {
  const end = bytes.length;
  const isObject = new Uint8Array(Math.min(maxDepth, end) + 1);
  let depth = 0;
  let keys = 0;
  let at = afterSpace(bytes, 0);
  const first = bytes[at];
  for (;;) {
    // A value begins here.
    const code = bytes[at];
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (depth === maxDepth) return undefined;
      depth += 1;
      const opensObject = code === OPEN_OBJECT;
      isObject[depth] = opensObject ? 1 : 0;
      at = afterSpace(bytes, at + 1);
      if (bytes[at] !== (opensObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        if (!opensObject) continue;
        at = afterKey(bytes, at);
        if (at === FAILED || ++keys > maxKeys) return undefined;
        continue;
      }
      depth -= 1;
      at += 1;
    } else {
      at = afterScalar(bytes, at);
      if (at === FAILED) return undefined;
    }
    // A value has ended here.
    for (;;) {
      at = afterSpace(bytes, at);
      if (depth === 0) return at === end ? kindOf(first!) : undefined;
      const next = bytes[at];
      if (next === COMMA) break;
      if (next !== (isObject[depth] === 1 ? CLOSE_OBJECT : CLOSE_ARRAY)) return undefined;
      depth -= 1;
      at += 1;
    }
    at = afterSpace(bytes, at + 1);
    if (isObject[depth] === 1) {
      at = afterKey(bytes, at);
      if (at === FAILED || ++keys > maxKeys) return undefined;
    }
  }
}

const kindOf = (first: number): JsonKind =>
  first === OPEN_OBJECT ? 'object' : first === OPEN_ARRAY ? 'array' : 'scalar';

function afterSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const code = bytes[at]!;
    if (code > SPACE) return at;
    if (code !== SPACE && code !== LF && code !== CR && code !== TAB) return at;
    at += 1;
  }
}

/** Where the value of a member begins. */
function afterKey(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) return FAILED;
  const end = afterString(bytes, start);
  if (end === FAILED) return FAILED;
  const at = afterSpace(bytes, end);
  return bytes[at] === COLON ? afterSpace(bytes, at + 1) : FAILED;
}

function afterScalar(bytes: Uint8Array, start: number): number {
  const code = bytes[start]!;
  if (code === QUOTE) return afterString(bytes, start);
  if (code === MINUS || isDigit(code)) return afterNumber(bytes, start);
  return code === LOWER_T || code === LOWER_F || code === LOWER_N
    ? afterWord(bytes, start, words.get(code)!)
    : FAILED;
}

function afterString(bytes: Uint8Array, quote: number): number {
  const end = bytes.length;
  for (let at = quote + 1; at < end; at += 1) {
    const code = bytes[at]!;
    if (code >= SPACE && code !== QUOTE && code !== BACKSLASH) continue;
    if (code === QUOTE) return at + 1;
    if (code !== BACKSLASH) return FAILED;
    at += 1;
    const kind = bytes[at]!;
    if (kind === LOWER_U) {
      for (let digit = 1; digit <= 4; digit += 1)
        if (isHex[bytes[at + digit]!] !== 1) return FAILED;
      at += 4;
    } else if (isEscape[kind] !== 1) {
      return FAILED;
    }
  }
  return FAILED;
}

function afterNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  if (!isDigit(bytes[at]!)) return FAILED;
  at = bytes[at] === ZERO ? at + 1 : afterDigits(bytes, at);
  if (bytes[at] === DOT) {
    const fraction = at + 1;
    at = afterDigits(bytes, fraction);
    if (at === fraction) return FAILED;
  }
  if ((bytes[at]! | 0x20) === LOWER_E) {
    const sign = bytes[at + 1];
    const exponent = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    at = afterDigits(bytes, exponent);
    if (at === exponent) return FAILED;
  }
  return at;
}

function afterDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(bytes[at]!)) at += 1;
  return at;
}

function afterWord(bytes: Uint8Array, start: number, word: Uint8Array): number {
  for (let index = 1; index < word.length; index += 1) {
    if (bytes[start + index] !== word[index]) return FAILED;
  }
  return start + word.length;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

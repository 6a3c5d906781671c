import type { RunMeter } from '../limits/run-meter.ts';

const SHORT_NEEDLE = 64;
const PIECE_BYTES = 48;

/**
 * Where a text starts in another, or -1. The engine's own search takes text × needle steps at worst and cannot be
 * stopped, so a long needle is searched for in linear time, step by step.
 */
export function indexOfText(text: string, needle: string, from: number, meter: RunMeter): number {
  if (needle.length <= SHORT_NEEDLE) return text.indexOf(needle, from);
  const borders = bordersOf(needle, meter);
  let matched = 0;
  for (let at = from; at < text.length; at += 1) {
    if (at % 1024 === 0) meter.tick();
    while (matched > 0 && text.charCodeAt(at) !== needle.charCodeAt(matched)) {
      matched = borders[matched - 1]!;
    }
    if (text.charCodeAt(at) === needle.charCodeAt(matched)) matched += 1;
    if (matched === needle.length) return at - matched + 1;
  }
  return -1;
}

/** For each prefix of a needle, the length of its longest proper prefix that is also its suffix. */
function bordersOf(needle: string, meter: RunMeter): Uint32Array {
  meter.use(needle.length * 4);
  const borders = new Uint32Array(needle.length);
  let length = 0;
  for (let at = 1; at < needle.length; at += 1) {
    while (length > 0 && needle.charCodeAt(at) !== needle.charCodeAt(length)) {
      length = borders[length - 1]!;
    }
    if (needle.charCodeAt(at) === needle.charCodeAt(length)) length += 1;
    borders[at] = length;
  }
  return borders;
}

/** Where a text starts last in another, or -1. */
export function lastIndexOfText(text: string, needle: string, meter: RunMeter): number {
  if (needle.length <= SHORT_NEEDLE) return text.lastIndexOf(needle);
  const at = indexOfText(backwards(text, meter), backwards(needle, meter), 0, meter);
  return at < 0 ? -1 : text.length - at - needle.length;
}

function backwards(text: string, meter: RunMeter): string {
  meter.use(text.length * 16);
  return text.split('').reverse().join('');
}

/** A text cut at every separator; a lone LF also cuts at CRLF, nothing cuts into characters. Pays for each piece. */
export function piecesOf(text: string, separator: string, meter: RunMeter): string[] {
  if (separator === '') return charactersOf(text, meter);
  const pieces: string[] = [];
  let start = 0;
  const put = (end: number): void => {
    meter.use(PIECE_BYTES);
    pieces.push(text.slice(start, end));
  };
  for (;;) {
    const at = indexOfText(text, separator, start, meter);
    if (at < 0) break;
    const cutsCrLf = separator === '\n' && at > start && text[at - 1] === '\r';
    put(cutsCrLf ? at - 1 : at);
    start = at + separator.length;
  }
  put(text.length);
  return pieces;
}

/** The code points of a text. */
export function charactersOf(text: string, meter: RunMeter): string[] {
  meter.use(text.length * 32);
  return [...text];
}

/** A text with ASCII's upper-case letters as lower-case ones, and all others as they are. */
export const withoutAsciiCase = (text: string): string =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const SURROGATE = /[\ud800-\udfff]/;

/** How many code points a text has. */
export function characterCount(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) count += 1;
  return count;
}

/** `count` code points of a text from the `start`th on. */
export function characterSlice(text: string, start: number, count: number): string {
  if (!SURROGATE.test(text)) return text.slice(start, start + count);
  const from = offsetAfter(text, 0, start);
  return text.slice(from, offsetAfter(text, from, count));
}

function offsetAfter(text: string, from: number, count: number): number {
  let at = from;
  for (let n = 0; n < count && at < text.length; n += 1) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return at;
}

/** Code point order, which differs from JavaScript's own beyond U+FFFF. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    if (a.charCodeAt(at) !== b.charCodeAt(at)) return a.codePointAt(at)! - b.codePointAt(at)!;
  }
  return a.length - b.length;
}

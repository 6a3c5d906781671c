import type { RunMeter } from '../limits/run-meter.ts';
import { compareTexts } from './text-search.ts';

const TOKEN = /[-\p{L}\p{M}\p{Nd}\p{Pc}]+/gu;
const DIGITS_THEN_LETTERS = /^(\d+)(\p{Alphabetic}+)$/u;
const LETTERS_THEN_DIGITS = /^(\p{Alphabetic}+)(\d+)$/u;
const DIGITS = /^\d+$/;

/** A run of digits by its value, without leading zeros. */
interface Digits {
  readonly digits: string;
}
type Part = string | Digits;

/** Runs of word characters and hyphens, each one part or two. */
export type NaturalKey = readonly (readonly Part[])[];

/** What a text is sorted by in natural order: underscores do not count. */
export function naturalKeyOf(text: string, meter: RunMeter): NaturalKey {
  meter.use(text.length * 2);
  const key: (readonly Part[])[] = [];
  for (const [token] of text.replaceAll('_', '').matchAll(TOKEN)) {
    meter.use(160);
    key.push(partsOf(token));
  }
  return key;
}

function partsOf(token: string): readonly Part[] {
  if (DIGITS.test(token)) return [digitsOf(token)];
  const [, digits, letters] = DIGITS_THEN_LETTERS.exec(token) ?? [];
  if (digits !== undefined) return [digitsOf(digits), letters!];
  const [, word, number] = LETTERS_THEN_DIGITS.exec(token) ?? [];
  return word === undefined ? [token] : [word, digitsOf(number!)];
}

const digitsOf = (text: string): Digits => ({ digits: text.replace(/^0+(?=\d)/, '') });

/** Part by part; what ends first comes first. */
export function compareNatural(a: NaturalKey, b: NaturalKey): number {
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    const order = compareTokens(a[at]!, b[at]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value where both are numbers; a number and a text as texts, a missing part as no text. */
function compareTokens(a: readonly Part[], b: readonly Part[]): number {
  for (let at = 0; at < a.length || at < b.length; at += 1) {
    const [left, right] = [a[at], b[at]];
    const order =
      typeof left === 'string' || typeof right === 'string'
        ? compareTexts(textOfPart(left), textOfPart(right))
        : compareDigits(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

const textOfPart = (part: Part | undefined): string =>
  part === undefined ? '' : typeof part === 'string' ? part : part.digits;

function compareDigits(left: Digits | undefined, right: Digits | undefined): number {
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined);
  return (
    left.digits.length - right.digits.length ||
    (left.digits < right.digits ? -1 : Number(left.digits > right.digits))
  );
}

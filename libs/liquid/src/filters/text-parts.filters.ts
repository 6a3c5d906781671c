import { isNil } from '../values/equality.ts';
import { joinedText } from '../values/joined-text.ts';
import { characterCount, characterSlice, piecesOf } from '../values/text-search.ts';
import { integerIn, textIn, type FilterScope } from './filter-scope.ts';

const WORD = /[^ \t\n\v\f\r]+/g;

/** The parts between a separator; trailing empty ones are dropped. A space splits on runs of whitespace. */
export function split(this: FilterScope, input: unknown, separator: unknown): string[] {
  const [text, wanted] = [textIn(this, input), textIn(this, separator)];
  if (wanted === ' ') return wordsOf(this, text, Infinity);
  const parts = text === '' ? [] : piecesOf(text, wanted, this.meter);
  while (parts.at(-1) === '') parts.pop();
  return parts;
}

/** At most n characters, the ending among them. */
export function truncate(
  this: FilterScope,
  input: unknown,
  length: unknown = 50,
  ending: unknown = '...',
): string | null {
  if (isNil(input)) return null;
  const [text, end] = [textIn(this, input), textIn(this, ending)];
  const most = integerIn(length);
  if (characterCount(text) <= most) return text;
  return characterSlice(text, 0, Math.max(0, most - characterCount(end))) + end;
}

/** At most n words, joined by a space when there are more; else the text as it is. */
export function truncatewords(
  this: FilterScope,
  input: unknown,
  count: unknown = 15,
  ending: unknown = '...',
): string {
  const text = textIn(this, input);
  const most = Math.max(1, integerIn(count));
  const words = wordsOf(this, text, most + 1);
  if (words.length <= most) return text;
  return joinedText(words.slice(0, most), ' ', this.meter) + textIn(this, ending);
}

/** The words of a text, at most so many. */
function wordsOf(scope: FilterScope, text: string, most: number): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(WORD)) {
    scope.meter.use(64);
    words.push(word);
    if (words.length >= most) break;
  }
  return words;
}

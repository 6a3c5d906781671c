import { isNil } from '../values/equality.ts';
import {
  characterCount,
  characterSlice,
  indexOfText,
  lastIndexOfText,
  piecesOf,
} from '../values/text-search.ts';
import { joinedText } from '../values/joined-text.ts';
import { integerIn, textIn, type FilterScope } from './filter-scope.ts';

const SPACE = new Set([' ', '\t', '\n', '\v', '\f', '\r']);

export function append(this: FilterScope, input: unknown, end: unknown): string {
  const [head, tail] = [textIn(this, input), textIn(this, end)];
  this.meter.use((head.length + tail.length) * 2);
  return head + tail;
}

export function prepend(this: FilterScope, input: unknown, start: unknown): string {
  const [head, tail] = [textIn(this, start), textIn(this, input)];
  this.meter.use((head.length + tail.length) * 2);
  return head + tail;
}

export function upcase(this: FilterScope, input: unknown): string {
  return textIn(this, input).toUpperCase();
}

export function downcase(this: FilterScope, input: unknown): string {
  return textIn(this, input).toLowerCase();
}

export function capitalize(this: FilterScope, input: unknown): string {
  const text = textIn(this, input);
  const first = characterSlice(text, 0, 1);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

export function strip(this: FilterScope, input: unknown): string {
  return stripped(textIn(this, input), true, true);
}

export function lstrip(this: FilterScope, input: unknown): string {
  return stripped(textIn(this, input), true, false);
}

export function rstrip(this: FilterScope, input: unknown): string {
  return stripped(textIn(this, input), false, true);
}

function stripped(text: string, left: boolean, right: boolean): string {
  let [start, end] = [0, text.length];
  while (left && start < end && SPACE.has(text[start]!)) start += 1;
  while (right && end > start && SPACE.has(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

export function strip_newlines(this: FilterScope, input: unknown): string {
  return joinedText(piecesOf(textIn(this, input), '\n', this.meter), '', this.meter);
}

/** Literal text, every time it occurs; a lone LF also stands for CRLF. */
export function replace(
  this: FilterScope,
  input: unknown,
  pattern: unknown,
  replacement: unknown = '',
): string {
  const [text, wanted, other] = [input, pattern, replacement].map((value) =>
    textIn(this, value),
  ) as [string, string, string];
  const pieces = piecesOf(text, wanted, this.meter);
  if (wanted === '') pieces.unshift('');
  if (wanted === '') pieces.push('');
  return joinedText(pieces, other, this.meter);
}

export function replace_first(
  this: FilterScope,
  input: unknown,
  pattern: unknown,
  replacement: unknown = '',
): string {
  const [text, wanted] = [textIn(this, input), textIn(this, pattern)];
  return replacedAt(
    text,
    indexOfText(text, wanted, 0, this.meter),
    wanted,
    textIn(this, replacement),
  );
}

export function replace_last(
  this: FilterScope,
  input: unknown,
  pattern: unknown,
  replacement: unknown,
): string {
  const [text, wanted] = [textIn(this, input), textIn(this, pattern)];
  return replacedAt(
    text,
    lastIndexOfText(text, wanted, this.meter),
    wanted,
    textIn(this, replacement),
  );
}

export function remove(this: FilterScope, input: unknown, pattern: unknown): string {
  const wanted = textIn(this, pattern);
  const text = textIn(this, input);
  return wanted === '' ? text : joinedText(piecesOf(text, wanted, this.meter), '', this.meter);
}

export function remove_first(this: FilterScope, input: unknown, pattern: unknown): string {
  return replace_first.call(this, input, pattern, '');
}

export function remove_last(this: FilterScope, input: unknown, pattern: unknown): string {
  return replace_last.call(this, input, pattern, '');
}

function replacedAt(text: string, at: number, wanted: string, replacement: string): string {
  return at < 0 ? text : text.slice(0, at) + replacement + text.slice(at + wanted.length);
}

/** The parts between a separator; trailing empty ones are dropped. A space splits on runs of whitespace. */
export function split(this: FilterScope, input: unknown, separator: unknown): string[] {
  const [text, wanted] = [textIn(this, input), textIn(this, separator)];
  const parts =
    wanted === ' ' ? wordsOf(text, this) : text === '' ? [] : piecesOf(text, wanted, this.meter);
  while (parts.at(-1) === '') parts.pop();
  return parts;
}

function wordsOf(text: string, scope: FilterScope): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/[^ \t\n\v\f\r]+/g)) {
    scope.meter.use(64);
    words.push(word);
  }
  return words;
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

/** At most n words. */
export function truncatewords(
  this: FilterScope,
  input: unknown,
  count: unknown = 15,
  ending: unknown = '...',
): string {
  const text = textIn(this, input);
  const most = Math.max(1, integerIn(count));
  const words = wordsOf(text, this);
  return words.length <= most ? text : words.slice(0, most).join(' ') + textIn(this, ending);
}

import { joinedText } from '../values/joined-text.ts';
import { indexOfText, lastIndexOfText, piecesOf } from '../values/text-search.ts';
import { textIn, type FilterScope } from './filter-scope.ts';

/** Literal text, every time it occurs; a lone LF also stands for CRLF. */
export function replace(
  this: FilterScope,
  input: unknown,
  pattern: unknown,
  replacement: unknown = '',
): string {
  const wanted = textIn(this, pattern);
  const pieces = piecesOf(textIn(this, input), wanted, this.meter);
  if (wanted === '') {
    pieces.unshift('');
    pieces.push('');
  }
  return joinedText(pieces, textIn(this, replacement), this.meter);
}

/** The same, the first time it occurs. */
export function replace_first(
  this: FilterScope,
  input: unknown,
  pattern: unknown,
  replacement: unknown = '',
): string {
  const [text, wanted] = [textIn(this, input), textIn(this, pattern)];
  const at = indexOfText(text, wanted, 0, this.meter);
  return replacedAt(this, text, at, wanted, textIn(this, replacement));
}

/** The same, the last time it occurs. */
export function replace_last(
  this: FilterScope,
  input: unknown,
  pattern: unknown,
  replacement: unknown,
): string {
  const [text, wanted] = [textIn(this, input), textIn(this, pattern)];
  const at = lastIndexOfText(text, wanted, this.meter);
  return replacedAt(this, text, at, wanted, textIn(this, replacement));
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

function replacedAt(
  scope: FilterScope,
  text: string,
  at: number,
  wanted: string,
  replacement: string,
): string {
  if (at < 0) return text;
  const cutsCrLf = wanted === '\n' && text[at - 1] === '\r';
  scope.meter.use((text.length + replacement.length) * 2);
  return text.slice(0, cutsCrLf ? at - 1 : at) + replacement + text.slice(at + wanted.length);
}

import { decimalOf } from '../values/decimal.ts';
import { joinedText } from '../values/joined-text.ts';
import { characterSlice, piecesOf } from '../values/text-search.ts';
import { stripped } from '../values/whitespace.ts';
import { textIn, type FilterScope } from './filter-scope.ts';

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

/** The first character upper case, the others lower case. */
export function capitalize(this: FilterScope, input: unknown): string {
  const text = textIn(this, input);
  const first = characterSlice(text, 0, 1);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

export function strip(this: FilterScope, input: unknown): string {
  return stripped(textIn(this, input));
}

export function lstrip(this: FilterScope, input: unknown): string {
  return stripped(textIn(this, input), 'left');
}

export function rstrip(this: FilterScope, input: unknown): string {
  return stripped(textIn(this, input), 'right');
}

export function strip_newlines(this: FilterScope, input: unknown): string {
  return joinedText(piecesOf(textIn(this, input), '\n', this.meter), '', this.meter);
}

/** The first argument for the number 1, the second for others. */
export function pluralize(this: FilterScope, input: unknown, one: unknown, many: unknown): unknown {
  const { digits, scale } = decimalOf(input);
  return digits === 10n ** BigInt(scale) ? one : many;
}

/** Every line without the smallest indentation that a line with text has. */
export function unindent(this: FilterScope, input: unknown): string {
  const text = textIn(this, input);
  const lines: string[] = [];
  let least = Infinity;
  for (let start = 0; start < text.length; start += lines.at(-1)!.length) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? undefined : end + 1);
    this.meter.use(64);
    lines.push(line);
    if (stripped(line) !== '') least = Math.min(least, indentationOf(line));
  }
  const common = Number.isFinite(least) ? least : 0;
  const unindented = lines.map((line) => line.slice(Math.min(common, indentationOf(line))));
  return joinedText(unindented, '', this.meter);
}

function indentationOf(line: string): number {
  let at = 0;
  while (line[at] === ' ' || line[at] === '\t') at += 1;
  return at;
}

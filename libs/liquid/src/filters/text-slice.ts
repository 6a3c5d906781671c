import { characterCount, characterSlice } from '../values/text-search.ts';
import { integerIn } from './filter-scope.ts';

/** Characters from an offset; negative ones count from the end. */
export function textSlice(text: string, offset: unknown, length: unknown): string {
  const size = characterCount(text);
  const start = integerIn(offset);
  const count = integerIn(length);
  const from = start < 0 ? size + start : start;
  return from < 0 || count < 0 ? '' : characterSlice(text, from, count);
}

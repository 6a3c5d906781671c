import type { Read } from '../../options/option.ts';
import { asText } from '../../options/readers.ts';

const PART = /^(?:(\d{1,6})|(\d{1,6})-(\d{1,6})?|-(\d{1,6}))$/;

/** Which pages are printed, as in `1-3,5`, `2-` (and all that follow) or `-3` (the first three). */
export const asPageRange: Read<string> = (value, refuse) => {
  const parts = asText(value, refuse).replace(/\s+/g, '').split(',');
  return parts.every(isRange) ? parts.join(',') : refuse('must be pages as in "1-3,5", "2-", "-3"');
};

function isRange(text: string): boolean {
  const match = PART.exec(text);
  if (match === null) return false;
  const [single, from, to, last] = match.slice(1).map((part) => part && Number(part));
  const given = [single, from, to, last].filter((page) => page !== undefined && page !== '');
  if (given.some((page) => page === 0)) return false;
  return from === undefined || to === undefined || from <= to;
}

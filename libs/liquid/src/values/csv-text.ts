import type { Meter } from '../limits/run-meter.ts';
import { isNil } from './equality.ts';
import { joinedText } from './joined-text.ts';
import { textOf } from './text-of.ts';

/** How CSV is written. `delimiter` fits {@link isCsvDelimiter}. */
export interface CsvFormat {
  delimiter: string;
  /** Whether it begins with U+FEFF, by which spreadsheets know UTF-8. */
  includeBom: boolean;
}

/** What {@link isCsvDelimiter} asks for, behind `the delimiter must be`. */
export const CSV_DELIMITER_RULE = '1 to 16 characters, no quote or line end';

/** Whether a text may separate cells. */
export const isCsvDelimiter = (text: string): boolean =>
  text !== '' && text.length <= 16 && !/["\r\n]/.test(text);

/** Rows of cells as CSV: each line ends with LF, nil is empty, `""` the empty text; other values as text filters see them. */
export function csvTextOf(
  rows: Iterable<readonly unknown[]>,
  { delimiter, includeBom }: CsvFormat,
  meter: Meter,
): string {
  const lines = includeBom ? ['\ufeff'] : [];
  for (const row of rows) {
    const cells = row.map((cell) => cellText(cell, delimiter, meter));
    lines.push(`${joinedText(cells, delimiter, meter)}\n`);
  }
  return joinedText(lines, '', meter);
}

function cellText(cell: unknown, delimiter: string, meter: Meter): string {
  if (isNil(cell)) return '';
  const text = textOf(cell, meter);
  meter.use(text.length * 2 + 16);
  const isQuoted = text === '' || text.includes(delimiter) || /["\r\n]/.test(text);
  return isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
}

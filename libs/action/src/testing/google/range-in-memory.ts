import { refuse } from './google-error.ts';

/** Cells of a sheet, counted from 0; ends are exclusive and may be open. */
export interface CellsInMemory {
  sheet: string;
  row: number;
  column: number;
  rowEnd: number;
  columnEnd: number;
}

const RANGE = /^'((?:[^']|'')*)'(?:!([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?)?$/;

/** Reads a range whose sheet is named in quotes, as Google reads it. */
export function readRange(text: string): CellsInMemory {
  const found = RANGE.exec(text.replaceAll('$', ''));
  if (found === null) return refuse(400, `Unable to parse range: ${text}`);
  const [, sheet = '', column = '', row = '', ...end] = found;
  const [columnEnd = column, rowEnd = row] = end;
  return {
    sheet: sheet.replaceAll("''", "'"),
    row: row === '' ? 0 : Number(row) - 1,
    column: column === '' ? 0 : columnNumber(column) - 1,
    rowEnd: rowEnd === '' ? Infinity : Number(rowEnd),
    columnEnd: columnEnd === '' ? Infinity : columnNumber(columnEnd),
  };
}

/** `Sheet1!A1:C2`, with quotes where the name needs them. */
export function writeRange(
  sheet: string,
  { row, column }: { row: number; column: number },
  [height, width]: [height: number, width: number],
): string {
  const name = /^[A-Za-z]\w*$/.test(sheet) ? sheet : `'${sheet.replaceAll("'", "''")}'`;
  const from = `${letters(column + 1)}${row + 1}`;
  const to = `${letters(column + Math.max(width, 1))}${row + Math.max(height, 1)}`;
  return from === to ? `${name}!${from}` : `${name}!${from}:${to}`;
}

const columnNumber = (text: string): number =>
  [...text].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

const letters = (column: number): string =>
  column === 0
    ? ''
    : letters(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26));

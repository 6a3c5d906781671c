/** Cells of a spreadsheet. Without `sheet` of whichever is meant otherwise, without `cells` all of the sheet. */
export interface A1Range {
  sheet?: string;
  /** As `A1:C10`, in capitals. */
  cells?: string;
}

/** `B2`, `B` or `2`, with or without `$`. Google's sheets have at most 18,278 columns, to ZZZ, and 10 million cells. */
const CORNER = /^(?:\$?[A-Z]{1,3}\$?[1-9]\d{0,7}|\$?[A-Z]{1,3}|\$?[1-9]\d{0,7})$/;
const CELL = /^\$?[A-Z]{1,3}\$?[1-9]\d{0,7}$/;
/** A name in quotes, a quote in it doubled, and what follows. */
const QUOTED = /^'((?:[^']|'')+)'(?:!([^!]*))?$/;
/** What may be the name of a sheet without quotes, where no cells follow: anything else is a slip of the pen. */
const BARE_NAME = /^[\p{L}_][\p{L}\p{N}_ ]*$/u;

/**
 * Reads A1 notation: `A1`, `B2:D`, `3:3`, `Sheet1!A1:C10`, `'It''s'!A:A`, or the name of a sheet alone. A name before
 * `!` needs no quotes. Undefined for anything else.
 */
export function readA1(text: string): A1Range | undefined {
  const trimmed = text.trim();
  const [, quoted, after] = QUOTED.exec(trimmed) ?? [];
  if (quoted !== undefined) return qualified(quoted.replaceAll("''", "'"), after);
  const mark = trimmed.lastIndexOf('!');
  if (mark > 0 && !trimmed.startsWith("'"))
    return qualified(trimmed.slice(0, mark), trimmed.slice(mark + 1));
  const cells = cellsIn(trimmed);
  if (cells !== undefined) return { cells };
  return BARE_NAME.test(trimmed) ? { sheet: trimmed } : undefined;
}

/** A1 notation as Google takes it, names always in quotes: what is in quotes is never taken for a cell. */
export const writeA1 = ({ sheet, cells }: Required<Pick<A1Range, 'sheet'>> & A1Range): string =>
  `'${sheet.replaceAll("'", "''")}'${cells === undefined ? '' : `!${cells}`}`;

function qualified(sheet: string, after: string | undefined): A1Range | undefined {
  if (after === undefined) return { sheet };
  const cells = cellsIn(after);
  return cells === undefined ? undefined : { sheet, cells };
}

function cellsIn(text: string): string | undefined {
  const cells = text.trim().toUpperCase();
  const [from = '', to, ...more] = cells.split(':');
  if (more.length > 0) return undefined;
  const isRange = to === undefined ? CELL.test(from) : CORNER.test(from) && CORNER.test(to);
  return isRange ? cells : undefined;
}

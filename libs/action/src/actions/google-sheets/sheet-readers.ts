import type { JsonValue } from '@millwright/kernel';
import { defaulted, optional, type Read, required } from '../../options/option.ts';
import { asInteger, asList, asText } from '../../options/readers.ts';
import { type A1Range, readA1 } from './a1-notation.ts';

/** Rows of cells: text, numbers, true, false, and null for what stays as it is. */
export type Rows = JsonValue[][];

const asCell: Read<JsonValue> = (value, refuse) =>
  value instanceof Map || Array.isArray(value)
    ? refuse('must be text, a number, true, false or null')
    : value;

/** An array of arrays of cells. */
export const asRows: Read<Rows> = asList(asList(asCell));

/** The name of a sheet, exactly as it stands. */
export const asSheetName: Read<string> = (value, refuse) => {
  const name = asText(value, refuse);
  return name === '' ? refuse('must not be empty') : name;
};

/** A1 notation. */
export const asRange: Read<A1Range> = (value, refuse) =>
  readA1(asText(value, refuse)) ?? refuse("must be A1 notation, as A1:C10 or 'Sheet 1'!A1:C10");

/** The number of a row, from 1. */
export const asRow: Read<number> = (value, refuse) => {
  const row = asInteger(value, refuse);
  return row >= 1 ? row : refuse('must be the number of a row, from 1');
};

/** One of some words, in any case. */
export const asOneOf =
  <const Word extends string>(words: readonly Word[]): Read<Word> =>
  (value, refuse) => {
    const given = asText(value, refuse).toLowerCase();
    return words.find((word) => word === given) ?? refuse(`must be one of ${words.join(', ')}`);
  };

// Ids go into paths: what is no id must not lead elsewhere.
const asSpreadsheetId: Read<string> = (value, refuse) => {
  const id = asText(value, refuse).trim();
  return /^[\w-]{1,200}$/.test(id)
    ? id
    : refuse('must be the id of a spreadsheet, which its URL has between /d/ and /edit');
};

/** How cells are stored: as given, or parsed as if typed. */
export type ValueInput = 'raw' | 'user_entered';

/** Options that several operations have. */
export const options = {
  spreadsheetId: required('Id of the spreadsheet.', asSpreadsheetId),
  rows: required('Array of arrays of cells.', asRows),
  sheetName: required('Name of the sheet, exactly.', asSheetName),
  optionalSheetName: optional('Name of the sheet, exactly. Default: the first sheet.', asSheetName),
  range: optional('A1 notation; unqualified it is of the sheet that is meant.', asRange),
  valueInput: defaulted<ValueInput>(
    '`raw` (default): stored as given; `user_entered`: parsed as if typed.',
    asOneOf(['raw', 'user_entered']),
    'raw',
  ),
};

import { type JsonValue, stringifyJson } from '@millwright/kernel';
import { z } from 'zod';
import { defaulted, optional, type Read } from '../../../options/option.ts';
import { asList, asObject, asText, below } from '../../../options/readers.ts';
import { DriveFiles } from '../../google-drive/drive-files.ts';
import { asFolderPath } from '../../google-drive/drive-path.ts';
import type { GoogleCalls } from '../../google/google-calls.ts';
import { writeA1 } from '../a1-notation.ts';
import { once } from '../change-once.ts';
import { operation } from '../operation.ts';
import { asRows, asSheetName, options, type Rows } from '../sheet-readers.ts';
import { SHEET_FIELDS, sheetsOfAnswer, Spreadsheet } from '../spreadsheet.ts';

interface NewSheet {
  name: string;
  rows: Rows;
}

const asNewSheet: Read<NewSheet> = (value, refuse) => {
  const sheet = asObject(value, refuse);
  const part = <T>(name: string, read: Read<T>, given: JsonValue): T =>
    read(given, below(refuse, name));
  return {
    name: part('name', asSheetName, sheet.get('name') ?? ''),
    rows: part('rows', asRows, sheet.get('rows') ?? []),
  };
};

const asNewSheets: Read<NewSheet[]> = (value, refuse) => {
  const sheets = asList(asNewSheet)(value, refuse);
  if (sheets.length === 0) return refuse('must have at least one sheet');
  const names = sheets.map(({ name }) => name);
  const again = names.findIndex((name, index) => names.indexOf(name) !== index);
  return again < 0 ? sheets : refuse('must be different from the others', again, 'name');
};

const created = z.object({
  spreadsheetId: z.string().regex(/^[\w-]+$/),
  spreadsheetUrl: z.string().optional(),
  sheets: sheetsOfAnswer.min(1),
});

/** Makes a spreadsheet, with rows in its first sheet or with sheets of its own. */
export const createSpreadsheet = operation({
  name: 'create_spreadsheet',
  shape: {
    title: defaulted('Default `New Spreadsheet`.', asText, 'New Spreadsheet'),
    rows: optional('Array of arrays of cells, for the first sheet.', asRows),
    sheets: optional('Array of `{name, rows}`, instead of `rows`.', asNewSheets),
    folder_path: optional('Folder in Drive, as `a/b`; made where it is missing.', asFolderPath),
    value_input_option: options.valueInput,
  },
  faultIn: ({ rows, sheets }) =>
    rows === undefined || sheets === undefined
      ? undefined
      : { path: 'options.sheets', message: 'must not be given together with rows' },
  isRepeatable: false,
  async perform({ title, rows, sheets, folder_path, value_input_option }, { google, context }) {
    const drive = new DriveFiles(google);
    const folderId = folder_path === undefined ? undefined : await drive.folderIdOf(folder_path);
    const names = sheets?.map(({ name }) => name);
    const made = await once(context, () => create(google, title, names));
    const spreadsheet = new Spreadsheet(google, made.spreadsheetId);
    if (folderId !== undefined) await drive.moveFromRoot(made.spreadsheetId, folderId);
    const [first] = made.sheets;
    const filled = sheets ?? [{ name: first!.properties.title, rows: rows ?? [] }];
    for (const { name, rows: own } of filled) {
      if (own.length === 0) continue;
      const range = writeA1({ sheet: name, cells: 'A1' });
      await spreadsheet.write(range, own, value_input_option);
    }
    const idsByName = made.sheets.map(({ properties }) => ({
      name: properties.title,
      sheet_id: properties.sheetId,
    }));
    return spreadsheet.result(
      {
        title,
        folder_path: folder_path?.join('/') ?? null,
        ...(sheets === undefined ? {} : { sheets: idsByName }),
      },
      made.spreadsheetUrl,
    );
  },
});

function create(
  google: GoogleCalls,
  title: string,
  names: readonly string[] | undefined,
): Promise<z.output<typeof created>> {
  const sheets = names?.map((name) => ({ properties: { title: name } }));
  return google.json(
    {
      api: 'sheets',
      method: 'POST',
      path: '/v4/spreadsheets',
      query: { fields: `spreadsheetId,spreadsheetUrl,${SHEET_FIELDS}` },
      body: stringifyJson({ properties: { title }, sheets }),
    },
    created,
  );
}

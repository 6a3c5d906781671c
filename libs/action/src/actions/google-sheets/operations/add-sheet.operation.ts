import { z } from 'zod';
import { optional } from '../../../options/option.ts';
import { writeA1 } from '../a1-notation.ts';
import { once } from '../change-once.ts';
import { operation } from '../operation.ts';
import { asRows, options } from '../sheet-readers.ts';
import { mustBeNew, sheetProperties, Spreadsheet } from '../spreadsheet.ts';

const added = z.object({ addSheet: z.object({ properties: sheetProperties }) });

/** Adds a sheet, with rows or empty. */
export const addSheet = operation({
  name: 'add_sheet',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    sheet_name: options.sheetName,
    rows: optional('Array of arrays of cells.', asRows),
    value_input_option: options.valueInput,
  },
  isRepeatable: false,
  async perform({ spreadsheet_id, sheet_name, rows = [], value_input_option }, tools) {
    const spreadsheet = new Spreadsheet(tools.google, spreadsheet_id);
    const { addSheet: made } = await once(tools.context, async () => {
      mustBeNew(await spreadsheet.sheets(), 'sheet_name', sheet_name);
      return spreadsheet.change({ addSheet: { properties: { title: sheet_name } } }, added);
    });
    const sheet = { sheet_id: made.properties.sheetId, sheet_name };
    if (rows.length === 0) return spreadsheet.result(sheet);
    const range = writeA1({ sheet: sheet_name, cells: 'A1' });
    const updated = await spreadsheet.write(range, rows, value_input_option);
    return spreadsheet.result({
      ...sheet,
      updated_rows: updated.updatedRows,
      updated_columns: updated.updatedColumns,
    });
  },
});

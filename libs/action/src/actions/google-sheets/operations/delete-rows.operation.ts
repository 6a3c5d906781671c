import { z } from 'zod';
import { optional, required } from '../../../options/option.ts';
import { once } from '../change-once.ts';
import { operation } from '../operation.ts';
import { asRow, options } from '../sheet-readers.ts';
import { sheetNamed, Spreadsheet } from '../spreadsheet.ts';

/** Deletes rows; those below move up. */
export const deleteRows = operation({
  name: 'delete_rows',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    sheet_name: options.sheetName,
    start_row: required('The first row to delete, from 1.', asRow),
    end_row: optional('The last row to delete. Default: `start_row`.', asRow),
  },
  faultIn: ({ start_row, end_row = start_row }) =>
    end_row >= start_row
      ? undefined
      : { path: 'options.end_row', message: `must not be before start_row (${start_row})` },
  isRepeatable: false,
  async perform({ spreadsheet_id, sheet_name, start_row, end_row = start_row }, tools) {
    const spreadsheet = new Spreadsheet(tools.google, spreadsheet_id);
    await once(tools.context, async () => {
      const { sheetId } = sheetNamed(await spreadsheet.sheets(), sheet_name);
      const range = { sheetId, dimension: 'ROWS', startIndex: start_row - 1, endIndex: end_row };
      return spreadsheet.change({ deleteDimension: { range } }, z.object({}));
    });
    const deleted_rows = end_row - start_row + 1;
    return spreadsheet.result({ sheet_name, start_row, end_row, deleted_rows });
  },
});

import { z } from 'zod';
import { ActionError } from '../../../action.errors.ts';
import { once } from '../change-once.ts';
import { operation } from '../operation.ts';
import { options } from '../sheet-readers.ts';
import { sheetNamed, Spreadsheet } from '../spreadsheet.ts';

/** Deletes a sheet; a spreadsheet keeps at least one. */
export const deleteSheet = operation({
  name: 'delete_sheet',
  shape: { spreadsheet_id: options.spreadsheetId, sheet_name: options.sheetName },
  isRepeatable: false,
  async perform({ spreadsheet_id, sheet_name }, { google, context }) {
    const spreadsheet = new Spreadsheet(google, spreadsheet_id);
    const { sheetId } = await once(context, async () => {
      const sheets = await spreadsheet.sheets();
      const sheet = sheetNamed(sheets, sheet_name);
      if (sheets.length === 1) throw lastSheet(sheet_name);
      await spreadsheet.change({ deleteSheet: { sheetId: sheet.sheetId } }, z.object({}));
      return sheet;
    });
    return spreadsheet.result({ sheet_id: sheetId, sheet_name });
  },
});

const lastSheet = (name: string): ActionError =>
  new ActionError(
    'invalid_options',
    `options.sheet_name: "${name}" is the last sheet, and a spreadsheet keeps one; add another first`,
  );

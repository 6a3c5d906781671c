import { z } from 'zod';
import { required } from '../../../options/option.ts';
import { operation, type SheetsTools } from '../operation.ts';
import { asSheetName, options } from '../sheet-readers.ts';
import { mustBeNew, sheetNamed, type SheetProperties, Spreadsheet } from '../spreadsheet.ts';

/** Gives a sheet another name. */
export const renameSheet = operation({
  name: 'rename_sheet',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    sheet_name: options.sheetName,
    new_sheet_name: required('The new name; no sheet has it yet.', asSheetName),
  },
  isRepeatable: true,
  async perform({ spreadsheet_id, sheet_name, new_sheet_name: title }, { google, context }) {
    const spreadsheet = new Spreadsheet(google, spreadsheet_id);
    const sheets = await spreadsheet.sheets();
    const before = await renamedBefore(sheets, title, context);
    const { sheetId } = before ?? sheetNamed(sheets, sheet_name);
    if (before === undefined) {
      mustBeNew(sheets, 'new_sheet_name', title);
      await context.progress.keep(context.actionRunId, new Map([['sheet_id', sheetId]]));
      const properties = { sheetId, title };
      const request = { updateSheetProperties: { properties, fields: 'title' } };
      await spreadsheet.change(request, z.object({}));
    }
    return spreadsheet.result({
      sheet_id: sheetId,
      previous_sheet_name: sheet_name,
      sheet_name: title,
    });
  },
});

/** The sheet that an earlier attempt renamed without hearing of it. */
async function renamedBefore(
  sheets: readonly SheetProperties[],
  newName: string,
  { progress, actionRunId }: SheetsTools['context'],
): Promise<SheetProperties | undefined> {
  const kept = await progress.read(actionRunId);
  const id = kept instanceof Map ? kept.get('sheet_id') : undefined;
  return sheets.find(({ sheetId, title }) => sheetId === id && title === newName);
}

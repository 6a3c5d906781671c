import { operation } from '../operation.ts';
import { rangeFault, rangeWanted } from '../range-wanted.ts';
import { options } from '../sheet-readers.ts';
import { Spreadsheet } from '../spreadsheet.ts';

/** Writes rows over what is there. */
export const updateRows = operation({
  name: 'update_rows',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    rows: options.rows,
    sheet_range: options.range,
    sheet_name: options.optionalSheetName,
    value_input_option: options.valueInput,
  },
  faultIn: rangeFault,
  isRepeatable: true,
  async perform({ spreadsheet_id, rows, value_input_option, ...rest }, { google }) {
    const spreadsheet = new Spreadsheet(google, spreadsheet_id);
    const range = await spreadsheet.rangeOf({ cells: 'A1', ...rangeWanted(rest) });
    const updated = await spreadsheet.write(range, rows, value_input_option);
    return spreadsheet.result({
      updated_range: updated.updatedRange,
      updated_rows: updated.updatedRows,
      updated_columns: updated.updatedColumns,
      updated_cells: updated.updatedCells,
    });
  },
});

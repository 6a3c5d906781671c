import { z } from 'zod';
import { operation } from '../operation.ts';
import { rangeFault, rangeWanted } from '../range-wanted.ts';
import { options } from '../sheet-readers.ts';
import { Spreadsheet } from '../spreadsheet.ts';

/** Empties cells, or a whole sheet; their formats stay. */
export const clearValues = operation({
  name: 'clear_values',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    sheet_range: options.range,
    sheet_name: options.optionalSheetName,
  },
  faultIn: rangeFault,
  isRepeatable: true,
  async perform({ spreadsheet_id, ...rest }, { google }) {
    const spreadsheet = new Spreadsheet(google, spreadsheet_id);
    const range = await spreadsheet.rangeOf(rangeWanted(rest));
    const { clearedRange } = await google.json(
      {
        api: 'sheets',
        method: 'POST',
        path: spreadsheet.valuesPath(range, ':clear'),
        body: '{}',
      },
      z.object({ clearedRange: z.string() }),
    );
    return spreadsheet.result({ cleared_range: clearedRange });
  },
});

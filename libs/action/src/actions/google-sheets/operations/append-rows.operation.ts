import { stringifyJson } from '@millwright/kernel';
import { z } from 'zod';
import { defaulted } from '../../../options/option.ts';
import { asBoolean } from '../../../options/readers.ts';
import { once } from '../change-once.ts';
import { operation } from '../operation.ts';
import { rangeFault, rangeWanted } from '../range-wanted.ts';
import { options } from '../sheet-readers.ts';
import { Spreadsheet, updatedCells } from '../spreadsheet.ts';

/** Adds rows below what a sheet has. */
export const appendRows = operation({
  name: 'append_rows',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    rows: options.rows,
    sheet_name: options.optionalSheetName,
    sheet_range: options.range,
    value_input_option: options.valueInput,
    retry_on_transient_errors: defaulted(
      'True tries again although the rows may then be there twice. Default false.',
      asBoolean,
      false,
    ),
  },
  faultIn: rangeFault,
  isRepeatable: ({ retry_on_transient_errors }) => retry_on_transient_errors,
  async perform({ spreadsheet_id, rows, value_input_option, ...rest }, tools) {
    const { google, context } = tools;
    const spreadsheet = new Spreadsheet(google, spreadsheet_id);
    const range = await spreadsheet.rangeOf(rangeWanted(rest));
    const append = () =>
      google.json(
        {
          api: 'sheets',
          method: 'POST',
          path: spreadsheet.valuesPath(range, ':append'),
          query: {
            valueInputOption: value_input_option.toUpperCase(),
            insertDataOption: 'INSERT_ROWS',
          },
          body: stringifyJson({ majorDimension: 'ROWS', values: rows }),
        },
        z.object({ updates: updatedCells }),
      );
    const { updates } = rest.retry_on_transient_errors
      ? await append()
      : await once(context, append);
    return spreadsheet.result({
      updated_range: updates.updatedRange,
      updated_rows: updates.updatedRows,
      updated_columns: updates.updatedColumns,
    });
  },
});

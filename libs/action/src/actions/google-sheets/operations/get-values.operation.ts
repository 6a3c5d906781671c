import { JsonSyntaxError, type JsonValue, parseJson } from '@millwright/kernel';
import { defaulted } from '../../../options/option.ts';
import { unreadableAnswer } from '../../google/google-answers.ts';
import { operation } from '../operation.ts';
import { rangeFault, rangeWanted } from '../range-wanted.ts';
import { asOneOf, options } from '../sheet-readers.ts';
import { Spreadsheet } from '../spreadsheet.ts';

/** Reads cells. Numbers keep the digits that Google gives them. */
export const getValues = operation({
  name: 'get_values',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    sheet_range: options.range,
    sheet_name: options.optionalSheetName,
    value_render_option: defaulted(
      '`formatted_value` (default), `unformatted_value` or `formula`.',
      asOneOf(['formatted_value', 'unformatted_value', 'formula']),
      'formatted_value',
    ),
  },
  faultIn: rangeFault,
  isRepeatable: true,
  async perform({ spreadsheet_id, value_render_option, ...rest }, { google }) {
    const spreadsheet = new Spreadsheet(google, spreadsheet_id);
    const path = spreadsheet.valuesPath(await spreadsheet.rangeOf(rangeWanted(rest)));
    const query = { valueRenderOption: value_render_option.toUpperCase(), majorDimension: 'ROWS' };
    const answer = await google.answer({ api: 'sheets', method: 'GET', path, query });
    const { range, values } = valuesIn(answer.body.toString());
    return spreadsheet.result({ range, values, row_count: values.length });
  },
});

function valuesIn(text: string): { range: string; values: JsonValue[] } {
  const answer = exactJson(text);
  const range = answer instanceof Map ? answer.get('range') : undefined;
  // Google leaves out what is empty.
  const values = answer instanceof Map ? (answer.get('values') ?? []) : undefined;
  if (typeof range !== 'string' || !Array.isArray(values)) throw unreadableAnswer();
  return { range, values };
}

function exactJson(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw unreadableAnswer();
  }
}

import { parseJson } from '@millwright/kernel';
import { googleSheetsOptions } from './google-sheets.options.ts';
import { operations } from './operations/index.ts';

const readingOf = (options: object) => googleSheetsOptions.read(parseJson(JSON.stringify(options)));
const faultsOf = (options: object): string[] => {
  const reading = readingOf(options);
  return reading.ok ? [] : reading.faults.map(({ path, message }) => `${path}: ${message}`);
};
const of = (operation: string, options: object = {}) => ({
  operation,
  spreadsheet_id: 'a-1_B',
  ...options,
});

it('tells which operations there are', () => {
  const known =
    'create_spreadsheet, append_rows, update_rows, clear_values, get_values, delete_rows, add_sheet, rename_sheet, ' +
    'delete_sheet, export_spreadsheet';

  expect(faultsOf({})).toEqual([`options.operation: is required, one of ${known}`]);
  expect(faultsOf({ operation: 'Append_rows' })).toEqual([
    `options.operation: must be one of ${known}`,
  ]);
  expect(faultsOf([])).toEqual(['options: must be an object']);
});

it.each([
  ['append_rows', ['spreadsheet_id', 'rows']],
  ['update_rows', ['spreadsheet_id', 'rows']],
  ['clear_values', ['spreadsheet_id']],
  ['get_values', ['spreadsheet_id']],
  ['delete_rows', ['spreadsheet_id', 'sheet_name', 'start_row']],
  ['add_sheet', ['spreadsheet_id', 'sheet_name']],
  ['rename_sheet', ['spreadsheet_id', 'sheet_name', 'new_sheet_name']],
  ['delete_sheet', ['spreadsheet_id', 'sheet_name']],
  ['export_spreadsheet', ['spreadsheet_id']],
  ['create_spreadsheet', []],
])('%s requires %j', (operation, required) => {
  expect(faultsOf({ operation })).toEqual(required.map((name) => `options.${name}: is required`));
});

it('takes options of another operation for unknown', () => {
  expect(readingOf(of('clear_values', { account: 'x', rows: [], extra: 1 }))).toMatchObject({
    ok: true,
    warnings: ['options.rows: unknown option, ignored', 'options.extra: unknown option, ignored'],
  });
});

it.each<[object, string]>([
  [{ rows: 'a' }, 'options.rows: must be an array'],
  [{ rows: ['a'] }, 'options.rows[0]: must be an array'],
  [{ rows: [['a'], ['b', {}]] }, 'options.rows[1][1]: must be text, a number, true, false or null'],
  [{ sheet_name: '' }, 'options.sheet_name: must not be empty'],
  [{ sheet_range: 'A1;B2' }, 'options.sheet_range: must be A1 notation'],
  [
    { sheet_name: 'One', sheet_range: "'Two'!A1" },
    'options.sheet_range: is of the sheet "Two", but sheet_name is "One"',
  ],
  [{ value_input_option: 'typed' }, 'options.value_input_option: must be one of raw, user_entered'],
  [{ retry_on_transient_errors: 'yes' }, 'options.retry_on_transient_errors: must be true or'],
  [{ account: 7 }, 'options.account: must be text'],
  [{ spreadsheet_id: '../../drive' }, 'options.spreadsheet_id: must be the id of a spreadsheet'],
])('append_rows refuses %j', (options, fault) => {
  expect(faultsOf(of('append_rows', { rows: [], ...options }))).toEqual([
    expect.stringContaining(fault),
  ]);
});

it.each<[string, object, string]>([
  ['delete_rows', { sheet_name: 'a', start_row: 0 }, 'options.start_row: must be the number of'],
  ['delete_rows', { sheet_name: 'a', start_row: 1.5 }, 'options.start_row: must be an integer'],
  [
    'delete_rows',
    { sheet_name: 'a', start_row: 3, end_row: '2' },
    'options.end_row: must not be before start_row (3)',
  ],
  ['get_values', { value_render_option: 'x' }, 'options.value_render_option: must be one of'],
  ['export_spreadsheet', { file_type: 'docx' }, 'options.file_type: must be one of xlsx, csv, pdf'],
  [
    'create_spreadsheet',
    { rows: [], sheets: [{ name: 'a' }] },
    'options.sheets: must not be given',
  ],
  ['create_spreadsheet', { sheets: [] }, 'options.sheets: must have at least one'],
  ['create_spreadsheet', { sheets: [{}] }, 'options.sheets[0].name: must not be empty'],
  [
    'create_spreadsheet',
    { sheets: [{ name: 'a' }, { name: 'a' }] },
    'options.sheets[1].name: must be different',
  ],
  [
    'create_spreadsheet',
    { sheets: [{ name: 'a', rows: [[[]]] }] },
    'options.sheets[0].rows[0][0]: must be text',
  ],
  ['create_spreadsheet', { folder_path: 'a//b' }, 'options.folder_path: must not have an empty'],
])('%s refuses %j', (operation, options, fault) => {
  expect(faultsOf(of(operation, options))).toEqual([expect.stringContaining(fault)]);
});

it('names every fault at once', () => {
  const options = { operation: 'delete_rows', account: 1, start_row: 'x' };

  expect(faultsOf(options).map((fault) => fault.split(':', 1)[0])).toEqual([
    'options.account',
    'options.spreadsheet_id',
    'options.sheet_name',
    'options.start_row',
  ]);
});

it('repeats only what may be repeated', () => {
  const rows = { rows: [['a']] };
  const whole = { ...rows, sheet_name: 'a', new_sheet_name: 'b', start_row: 1 };
  const isRepeatable = (options: object): boolean => {
    const reading = readingOf(options);
    if (!reading.ok) throw new Error(faultsOf(options).join());
    return reading.options.isRepeatable;
  };
  const repeated = operations
    .map(({ name }) => name)
    .filter((name) => isRepeatable(of(name, name === 'create_spreadsheet' ? {} : whole)));

  expect(repeated).toEqual([
    'update_rows',
    'clear_values',
    'get_values',
    'rename_sheet',
    'export_spreadsheet',
  ]);
  const flagged = of('append_rows', { ...rows, retry_on_transient_errors: 'true' });
  expect(isRepeatable(flagged)).toBe(true);
});

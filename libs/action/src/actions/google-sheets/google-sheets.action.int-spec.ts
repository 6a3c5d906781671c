import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import type { ActionOutcome, TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import {
  GOOGLE_SECRETS,
  type GoogleInMemory,
  type SpreadsheetInMemory,
  startGoogle,
} from '../../testing/google/index.ts';
import { ProgressInMemory } from '../../testing/progress-in-memory.ts';
import { googleSheets } from './google-sheets.action.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let google: GoogleInMemory;
let spreadsheet: SpreadsheetInMemory;
let context: TransactionContext;

beforeEach(async () => {
  google = await startGoogle();
  context = contextOf({ net, progress: new ProgressInMemory(), ...google.ports() });
  spreadsheet = google.sheets.create('Orders', ['First sheet', "It's A1"]);
  spreadsheet.sheets[0]!.write({ row: 0, column: 0 }, [['a', 1], ['b'], ['c', 3]], 'RAW');
});
afterEach(() => google.close());
afterAll(async () => {
  await net.close();
  await nothingLeft();
});

const optionsOf = (operation: string, options: object = {}): string =>
  JSON.stringify({ operation, spreadsheet_id: spreadsheet.id, ...options });
const perform = (operation: string, options: object = {}): Promise<ActionOutcome> =>
  performAction('google_sheets', optionsOf(operation, options), context);
const resultOf = async (operation: string, options: object = {}) => {
  const outcome = await perform(operation, options);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return JSON.parse(outcome.result) as Record<string, never>;
};
const anotherRun = (): void => {
  context = { ...context, actionRunId: newId() };
};
const common = (id = spreadsheet.id) => ({
  spreadsheet_id: id,
  spreadsheet_url: `https://docs.google.com/spreadsheets/d/${id}/edit`,
});
const valuesOf = (at: number, of = spreadsheet) => of.sheets[at]!.values;
const titlesOf = (of = spreadsheet): string[] => of.sheets.map(({ title }) => title);
const isChange = ({ method, path }: { method: string; path: string }): boolean =>
  method !== 'GET' && path.startsWith('/v4');

describe('google_sheets', () => {
  actionConformance(googleSheets, {
    open: async () => ({ context: { ...context, actionRunId: newId() } }),
    valid: () => [
      optionsOf('append_rows', { rows: [['x']] }),
      optionsOf('get_values', { account: 'Google' }),
      JSON.stringify({ operation: 'create_spreadsheet' }),
    ],
    refused: [
      { options: '{}', path: 'options.operation' },
      { options: '{"operation":"get_values"}', path: 'options.spreadsheet_id' },
      {
        options: '{"operation":"get_values","spreadsheet_id":"a","sheet_range":"?"}',
        path: 'options.sheet_range',
      },
    ],
    secret: () => {
      const said = `${GOOGLE_SECRETS.refresh_token} access-token-number-1`;
      spreadsheet.sheets[0]!.write({ row: 0, column: 0 }, [[said]], 'RAW');
      return { options: optionsOf('get_values'), secret: 'access-token-number-1' };
    },
  });

  describe('create_spreadsheet', () => {
    const create = (options: object = {}) =>
      resultOf('create_spreadsheet', { spreadsheet_id: undefined, ...options });
    const made = () => google.sheets.spreadsheets.at(-1)!;

    it('makes an empty one by default', async () => {
      const result = await create();

      expect(result).toEqual({
        ...common(made().id),
        title: 'New Spreadsheet',
        folder_path: null,
      });
      expect(made()).toMatchObject({ title: 'New Spreadsheet', sheets: [{ title: 'Sheet1' }] });
    });

    it('writes rows into its first sheet', async () => {
      await create({ title: 'T', rows: [['a', 1], [true]], value_input_option: 'USER_ENTERED' });

      expect(valuesOf(0, made())).toEqual([
        ['a', 1],
        [true, ''],
      ]);
    });

    it('makes sheets of its own, in a folder', async () => {
      const sheets = [{ name: "Q'1", rows: [['=1+2']] }, { name: 'Q2' }];

      const result = await create({ title: 'Year', sheets, folder_path: 'books/2026' });

      const [first, second] = made().sheets;
      expect(result).toEqual({
        ...common(made().id),
        title: 'Year',
        folder_path: 'books/2026',
        sheets: [
          { name: "Q'1", sheet_id: first!.id },
          { name: 'Q2', sheet_id: second!.id },
        ],
      });
      expect(first!.rows).toEqual([[{ value: '=1+2', isFormula: false }]]);
      const file = google.drive.files.find(({ name }) => name === 'Year')!;
      expect(google.drive.pathOf(file)).toBe('books/2026/Year');
      expect(file.parents).toHaveLength(1);
    });

    it('goes on with the spreadsheet that it has made when Google was too busy for the rows', async () => {
      google.disturb({ on: ({ method }) => method === 'PUT', reply: 429 });
      const options = { spreadsheet_id: undefined, rows: [['a']] };
      expect(await perform('create_spreadsheet', options)).toMatchObject({
        ok: false,
        retry: true,
      });
      const before = google.sheets.spreadsheets.length;

      await create(options);

      expect(google.sheets.spreadsheets).toHaveLength(before);
      expect(valuesOf(0, made())).toEqual([['a']]);
    });
  });

  it('append_rows adds rows below', async () => {
    const rows = [['d', 4.5, null, true], ['=1+2']];

    const result = await resultOf('append_rows', { rows });

    expect(result).toEqual({
      ...common(),
      updated_range: "'First sheet'!A4:D5",
      updated_rows: 2,
      updated_columns: 4,
    });
    expect(valuesOf(0).slice(3)).toEqual([
      ['d', 4.5, '', true],
      ['=1+2', '', '', ''],
    ]);
    expect(spreadsheet.sheets[0]!.rows[4]![0]!.isFormula).toBe(false);
  });

  it('append_rows parses what was as if typed, in the sheet that is named', async () => {
    await resultOf('append_rows', {
      rows: [['=1+2', '5']],
      sheet_name: "It's A1",
      value_input_option: 'user_entered',
    });

    expect(await resultOf('get_values', { sheet_range: "'It''s A1'!A1:B" })).toMatchObject({
      values: [['3', '5']],
    });
    expect(
      await resultOf('get_values', { sheet_name: "It's A1", value_render_option: 'formula' }),
    ).toMatchObject({ values: [['=1+2', 5]] });
  });

  it('update_rows writes from A1, or over a range', async () => {
    const result = await resultOf('update_rows', { rows: [['A'], [null, 'B']] });

    expect(result).toEqual({
      ...common(),
      updated_range: "'First sheet'!A1:B2",
      updated_rows: 2,
      updated_columns: 2,
      updated_cells: 3,
    });
    await resultOf('update_rows', { rows: [['C']], sheet_name: 'First sheet', sheet_range: 'B3' });
    expect(valuesOf(0)).toEqual([
      ['A', 1],
      ['b', 'B'],
      ['c', 'C'],
    ]);
  });

  it('clear_values empties a range, or the whole sheet', async () => {
    expect(await resultOf('clear_values', { sheet_range: 'B:B' })).toMatchObject({
      ...common(),
      cleared_range: expect.stringContaining('First sheet'),
    });
    expect(valuesOf(0).flat().filter(Boolean)).toEqual(['a', 'b', 'c']);

    await resultOf('clear_values', { sheet_name: 'First sheet' });

    expect(valuesOf(0).flat().filter(Boolean)).toEqual([]);
  });

  it('get_values reads the first sheet, as it looks or as it is', async () => {
    expect(await resultOf('get_values')).toEqual({
      ...common(),
      range: expect.stringContaining('First sheet'),
      values: [['a', '1'], ['b'], ['c', '3']],
      row_count: 3,
    });
    expect(
      await resultOf('get_values', {
        sheet_range: 'B1:B2',
        value_render_option: 'UNFORMATTED_VALUE',
      }),
    ).toMatchObject({ values: [[1]], row_count: 1 });
    expect(await resultOf('get_values', { sheet_name: "It's A1" })).toMatchObject({
      values: [],
      row_count: 0,
    });
  });

  it('get_values keeps the digits of numbers', async () => {
    const body = '{"range":"A!A1","values":[[12345678901234567890.0]]}';
    google.disturb({ on: ({ path }) => path.includes('values'), reply: { status: 200, body } });

    const outcome = await perform('get_values');

    expect(outcome).toMatchObject({ ok: true });
    if (outcome.ok) expect(outcome.result).toContain('[[12345678901234567890.0]]');
  });

  it('delete_rows deletes one row, or several', async () => {
    const sheet_name = 'First sheet';
    const result = await resultOf('delete_rows', { sheet_name, start_row: '2' });
    expect(result).toEqual({ ...common(), sheet_name, start_row: 2, end_row: 2, deleted_rows: 1 });
    expect(valuesOf(0).map(([first]) => first)).toEqual(['a', 'c']);
    anotherRun();

    expect(await resultOf('delete_rows', { sheet_name, start_row: 1, end_row: 2 })).toMatchObject({
      deleted_rows: 2,
    });

    expect(valuesOf(0)).toEqual([]);
  });

  it('add_sheet adds an empty sheet, or one with rows', async () => {
    const empty = await resultOf('add_sheet', { sheet_name: 'New' });
    anotherRun();
    const filled = await resultOf('add_sheet', { sheet_name: 'Rows', rows: [['x', 'y']] });

    const [, , first, second] = spreadsheet.sheets;
    expect(empty).toEqual({ ...common(), sheet_id: first!.id, sheet_name: 'New' });
    expect(filled).toEqual({
      ...common(),
      sheet_id: second!.id,
      sheet_name: 'Rows',
      updated_rows: 1,
      updated_columns: 2,
    });
    expect(second!.values).toEqual([['x', 'y']]);
  });

  it('rename_sheet gives another name', async () => {
    const names = { sheet_name: 'First sheet', new_sheet_name: 'Renamed' };

    expect(await resultOf('rename_sheet', names)).toEqual({
      ...common(),
      sheet_id: spreadsheet.sheets[0]!.id,
      previous_sheet_name: 'First sheet',
      sheet_name: 'Renamed',
    });
    expect(titlesOf()).toEqual(['Renamed', "It's A1"]);
  });

  it('rename_sheet succeeds when it is tried again after its answer was lost', async () => {
    google.disturb({ on: isChange, reply: 503, after: true });
    const names = { sheet_name: 'First sheet', new_sheet_name: 'Renamed' };
    expect(await perform('rename_sheet', names)).toMatchObject({ ok: false, retry: true });

    expect(await resultOf('rename_sheet', names)).toMatchObject({ sheet_name: 'Renamed' });
  });

  it('delete_sheet deletes a sheet, but not the last', async () => {
    const { id } = spreadsheet.sheets[0]!;
    expect(await resultOf('delete_sheet', { sheet_name: 'First sheet' })).toEqual({
      ...common(),
      sheet_id: id,
      sheet_name: 'First sheet',
    });
    anotherRun();

    expect(await perform('delete_sheet', { sheet_name: "It's A1" })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'invalid_options', message: expect.stringContaining('the last sheet') },
    });
    expect(titlesOf()).toEqual(["It's A1"]);
  });

  it.each([
    ['xlsx', 'Orders.xlsx', 'spreadsheetml.sheet'],
    ['csv', 'Orders.csv', 'text/csv'],
    ['pdf', 'Orders.pdf', 'application/pdf'],
    ['html', 'Orders.zip', 'application/zip'],
    ['ods', 'Orders.ods', 'opendocument.spreadsheet'],
    ['tsv', 'Orders.tsv', 'text/tab-separated-values'],
  ])('export_spreadsheet makes %s', async (file_type, name, type) => {
    const result = await resultOf('export_spreadsheet', { file_type });

    const bytes = Buffer.from(result['data_base64']!, 'base64');
    expect(bytes.toString()).toMatch(new RegExp(`^Orders as .*${type}$`));
    expect(result).toEqual({
      name,
      file_type,
      size: bytes.length,
      data_base64: bytes.toString('base64'),
    });
  });

  it('export_spreadsheet says when a spreadsheet is too large for Google or for us', async () => {
    const isExport = ({ path }: { path: string }): boolean => path.endsWith('/export');
    const body =
      '{"error":{"message":"Too large","errors":[{"reason":"exportSizeLimitExceeded"}]}}';
    google.disturb(
      { on: isExport, reply: { status: 403, body } },
      { on: isExport, reply: { status: 200, body: Buffer.alloc(20_000_001) } },
    );

    for (const _ of [1, 2]) {
      expect(await perform('export_spreadsheet')).toMatchObject({
        ok: false,
        retry: false,
        error: { code: 'size_limit' },
      });
    }
  });

  it.each<[string, object, string]>([
    ['delete_rows', { sheet_name: 'first sheet', start_row: 1 }, 'there is no sheet "first sheet"'],
    ['delete_sheet', { sheet_name: 'x' }, `there are: "First sheet", "It's A1"`],
    ['rename_sheet', { sheet_name: 'x', new_sheet_name: 'y' }, 'there is no sheet "x"'],
    [
      'rename_sheet',
      { sheet_name: 'First sheet', new_sheet_name: "It's A1" },
      'options.new_sheet_name: there is a sheet',
    ],
    ['add_sheet', { sheet_name: 'First sheet' }, 'options.sheet_name: there is a sheet'],
  ])('%s says which sheet it does not find, or finds already (%j)', async (name, options, text) => {
    expect(await perform(name, options)).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'invalid_options', message: expect.stringContaining(text) },
    });
    expect(titlesOf()).toEqual(['First sheet', "It's A1"]);
  });

  describe('trying again', () => {
    const whole: Record<string, object> = {
      create_spreadsheet: { spreadsheet_id: undefined },
      append_rows: { rows: [['x']] },
      update_rows: { rows: [['x']] },
      clear_values: {},
      get_values: {},
      delete_rows: { sheet_name: 'First sheet', start_row: 1 },
      add_sheet: { sheet_name: 'New' },
      rename_sheet: { sheet_name: 'First sheet', new_sheet_name: 'New' },
      delete_sheet: { sheet_name: 'First sheet' },
      export_spreadsheet: {},
    };
    const names = Object.keys(whole);
    const never = ['create_spreadsheet', 'append_rows', 'delete_rows', 'add_sheet', 'delete_sheet'];
    const isLast = (name: string) =>
      name === 'get_values' || name === 'export_spreadsheet'
        ? ({ path }: { path: string }) => /values|export/.test(path)
        : isChange;

    it.each(names)('%s: after a 429 it is tried again, and succeeds', async (name) => {
      google.disturb({
        on: isLast(name),
        reply: { status: 429, headers: { 'retry-after': '9' } },
      });

      expect(await perform(name, whole[name])).toMatchObject({
        ok: false,
        retry: true,
        retryAfterMs: 9_000,
        error: { code: 'rate_limited' },
      });
      expect(await perform(name, whole[name])).toMatchObject({ ok: true });
    });

    it.each(names)('%s: after a 503 only what does no harm is tried again', async (name) => {
      google.disturb({ on: isLast(name), reply: 503 });
      const mayRetry = !never.includes(name);

      expect(await perform(name, whole[name])).toMatchObject({
        ok: false,
        retry: mayRetry,
        error: {
          code: 'remote_unavailable',
          message: mayRetry ? 'Google answered 503' : expect.stringContaining('look at the'),
        },
      });
    });

    it.each(names)('%s: without a token it asked nothing, and is tried again', async (name) => {
      google.disturb({ on: ({ path }) => path === '/token', reply: 503 });

      expect(await perform(name, whole[name])).toMatchObject({
        ok: false,
        retry: true,
        error: { code: 'remote_unavailable' },
      });
      expect(google.calls).toEqual([]);
      expect(await perform(name, whole[name])).toMatchObject({ ok: true });
    });

    it('append_rows is tried again where the task wants it', async () => {
      google.disturb({ on: isChange, reply: 503 });
      const options = { ...whole['append_rows'], retry_on_transient_errors: true };

      expect(await perform('append_rows', options)).toMatchObject({ ok: false, retry: true });
      expect(await perform('append_rows', options)).toMatchObject({ ok: true });
    });

    it.each(never)('%s: performed again after its end it changes nothing more', async (name) => {
      const result = await resultOf(name, whole[name]);
      const changes = google.received.filter(isChange).length;

      expect(await resultOf(name, whole[name])).toEqual(result);
      expect(google.received.filter(isChange)).toHaveLength(changes);
    });

    it.each(never)(
      '%s: whoever takes it over from a lost runner does not repeat it',
      async (name) => {
        const abort = new AbortController();
        google.disturb({
          on: (call) => {
            if (isChange(call)) abort.abort(new Error('the runner stops'));
            return false;
          },
          reply: 200,
        });
        const options = optionsOf(name, whole[name]);
        const stopped = await performAction('google_sheets', options, {
          ...context,
          signal: abort.signal,
        });
        expect(stopped).toMatchObject({ ok: false, retry: false, error: { code: 'timeout' } });
        const changes = google.received.filter(isChange).length;

        const taken = await perform(name, whole[name]);

        expect(taken).toMatchObject({ ok: false, retry: false });
        expect(!taken.ok && taken.error.message).toContain('look at the spreadsheet');
        expect(google.received.filter(isChange)).toHaveLength(changes);
        // Who retries by hand has looked, and asks Google anew.
        const calls = google.calls.length;
        context = { ...context, round: 1 };
        await perform(name, whole[name]);
        expect(google.calls.length).toBeGreaterThan(calls);
      },
    );
  });

  it.each([
    [{ status: 200, body: '<html>Log in</html>' }, 'remote_unavailable', true],
    [{ status: 200, body: '{"range":7}' }, 'remote_unavailable', true],
    [{ status: 200, body: '{"range":"A1","values":{}}' }, 'remote_unavailable', true],
    [{ status: 200, body: '[]' }, 'remote_unavailable', true],
    [{ status: 401, body: '' }, 'connection_rejected', false],
    [{ status: 404, body: '{"error":{"message":"none"}}' }, 'remote_rejected', false],
  ])('takes the answer %j for %s', async (reply, code, retry) => {
    const on = ({ path }: { path: string }): boolean => path.includes('/values/');
    google.disturb({ on, reply }, { on, reply });

    expect(await perform('get_values')).toMatchObject({ ok: false, retry, error: { code } });
  });

  it('get_values reads at most 20 MB', async () => {
    const reply = { status: 200, body: Buffer.alloc(20_000_001) };
    google.disturb({ on: ({ path }) => path.includes('/values/'), reply });

    expect(await perform('get_values')).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'size_limit' },
    });
  });

  it('does not take a sheet without an id for the first', async () => {
    const body = '{"sheets":[{"properties":{"title":"First sheet"}}]}';
    google.disturb({ on: ({ method }) => method === 'GET', reply: { status: 200, body } });

    expect(await perform('delete_sheet', { sheet_name: 'First sheet' })).toMatchObject({
      ok: false,
      error: { code: 'remote_unavailable' },
    });
    expect(google.received.filter(isChange)).toEqual([]);
  });

  it('says what Google says of a spreadsheet that there is not', async () => {
    expect(await perform('get_values', { spreadsheet_id: 'none' })).toMatchObject({
      ok: false,
      error: {
        code: 'remote_rejected',
        message: 'Google answered 404: Requested entity was not found.',
      },
    });
  });
});

import { shortened, stringifyJson } from '@millwright/kernel';
import { z } from 'zod';
import { ActionError } from '../../action.errors.ts';
import type { GoogleCalls } from '../google/google-calls.ts';
import { type A1Range, writeA1 } from './a1-notation.ts';
import type { Rows, ValueInput } from './sheet-readers.ts';

const MAX_NAMES_CHARACTERS = 300;

/** A sheet of a spreadsheet. */
export const sheetProperties = z.object({ sheetId: z.int(), title: z.string() });
export type SheetProperties = z.output<typeof sheetProperties>;

/** Of the sheets of an answer, in their order. */
export const sheetsOfAnswer = z.array(z.object({ properties: sheetProperties }));
/** What of sheets Google is asked for. */
export const SHEET_FIELDS = 'sheets.properties(sheetId,title)';

/** Google leaves out what is 0. */
export const updatedCells = z.object({
  updatedRange: z.string(),
  updatedRows: z.int().default(0),
  updatedColumns: z.int().default(0),
  updatedCells: z.int().default(0),
});
export type UpdatedCells = z.output<typeof updatedCells>;

/** A spreadsheet (Sheets API v4). */
export class Spreadsheet {
  constructor(
    private readonly google: GoogleCalls,
    readonly id: string,
  ) {}

  /** A result of an operation: what spreadsheet it is, and `besides`. */
  result(besides: Record<string, unknown>, url = this.url): Record<string, unknown> {
    return { spreadsheet_id: this.id, spreadsheet_url: url, ...besides };
  }

  /** Where the parts of the API about it are. */
  path(below = ''): string {
    return `/v4/spreadsheets/${this.id}${below}`;
  }

  /** Where the API has values of it. */
  valuesPath(range: string, verb = ''): string {
    return this.path(`/values/${encodeURIComponent(range)}${verb}`);
  }

  /** Its sheets, in their order. */
  async sheets(): Promise<SheetProperties[]> {
    const { sheets } = await this.google.json(
      { api: 'sheets', method: 'GET', path: this.path(), query: { fields: SHEET_FIELDS } },
      z.object({ sheets: sheetsOfAnswer.min(1) }),
    );
    return sheets.map(({ properties }) => properties);
  }

  /** A1 notation of cells as Google takes it; where no sheet is named, of the first. */
  async rangeOf({ sheet, cells }: A1Range): Promise<string> {
    const title = sheet ?? (await this.sheets())[0]!.title;
    return writeA1({ sheet: title, ...(cells === undefined ? {} : { cells }) });
  }

  /** Changes the spreadsheet itself; answers what the one request is answered. */
  async change<T>(request: Record<string, unknown>, reply: z.ZodType<T>): Promise<T> {
    const { replies } = await this.google.json(
      {
        api: 'sheets',
        method: 'POST',
        path: this.path(':batchUpdate'),
        body: stringifyJson({ requests: [request] }),
      },
      z.object({ replies: z.tuple([reply]) }),
    );
    return replies[0];
  }

  /** Writes rows over cells. */
  write(range: string, rows: Rows, input: ValueInput): Promise<UpdatedCells> {
    return this.google.json(
      {
        api: 'sheets',
        method: 'PUT',
        path: this.valuesPath(range),
        query: { valueInputOption: input.toUpperCase() },
        body: stringifyJson({ majorDimension: 'ROWS', values: rows }),
      },
      updatedCells,
    );
  }

  private get url(): string {
    return `https://docs.google.com/spreadsheets/d/${this.id}/edit`;
  }
}

/** The sheet of a name. @throws ActionError `invalid_options`, with the names there are */
export function sheetNamed(sheets: readonly SheetProperties[], name: string): SheetProperties {
  const sheet = sheets.find(({ title }) => title === name);
  if (sheet !== undefined) return sheet;
  const names = shortened(sheets.map(({ title }) => `"${title}"`).join(', '), MAX_NAMES_CHARACTERS);
  throw new ActionError(
    'invalid_options',
    `options.sheet_name: there is no sheet "${name}"; there are: ${names}`,
  );
}

/** @throws ActionError `invalid_options` where a sheet of that name is there */
export function mustBeNew(sheets: readonly SheetProperties[], option: string, name: string): void {
  if (!sheets.some(({ title }) => title === name)) return;
  throw new ActionError(
    'invalid_options',
    `options.${option}: there is a sheet "${name}" already; choose another name`,
  );
}

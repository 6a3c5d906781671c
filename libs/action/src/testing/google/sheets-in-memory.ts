import type { PeerReply } from '@millwright/testing';
import type { DriveInMemory } from './drive-in-memory.ts';
import { answered, type GoogleCall, refuse } from './google-error.ts';
import { fieldsOf } from './google-fields.ts';
import { type Cell, SheetInMemory } from './sheet-in-memory.ts';
import { type CellsInMemory, readRange, writeRange } from './range-in-memory.ts';

/** A spreadsheet. */
export interface SpreadsheetInMemory {
  id: string;
  title: string;
  sheets: SheetInMemory[];
}

/** Of a `batchUpdate`, one of these. */
interface ChangeInMemory {
  addSheet?: { properties: { title: string } };
  deleteSheet?: { sheetId: number };
  deleteDimension?: { range: { sheetId: number; startIndex: number; endIndex: number } };
  updateSheetProperties?: { properties: { sheetId: number; title: string }; fields: string };
}

/** The parts of the Sheets API v4 that actions use, as they are documented. */
export class SheetsInMemory {
  readonly spreadsheets: SpreadsheetInMemory[] = [];
  private nextSheetId = 0;

  constructor(private readonly drive: DriveInMemory) {}

  /** Makes a spreadsheet with such sheets, in the root of the Drive. */
  create(title: string, names: readonly string[] = ['Sheet1']): SpreadsheetInMemory {
    const file = this.drive.create(
      { name: title, mimeType: 'application/vnd.google-apps.spreadsheet' },
      Buffer.alloc(0),
    );
    const id = file.id;
    const spreadsheet = { id, title, sheets: names.map((name) => this.newSheet(name)) };
    this.spreadsheets.push(spreadsheet);
    return spreadsheet;
  }

  handle(call: GoogleCall): PeerReply {
    const [, id, , values, verb] =
      /^\/v4\/spreadsheets(?:\/([^/:]+)(\/values\/([^/:]+))?(:\w+)?)?$/.exec(call.path) ?? [];
    const body = call.body.length === 0 ? {} : (JSON.parse(call.body.toString()) as object);
    if (id === undefined) return this.createAsAsked(call, body as Created);
    const spreadsheet = this.spreadsheets.find((one) => one.id === id);
    if (spreadsheet === undefined) return refuse(404, 'Requested entity was not found.');
    if (values !== undefined) {
      return this.values(spreadsheet, readRange(decodeURIComponent(values)), verb, call);
    }
    if (verb === ':batchUpdate')
      return this.change(spreadsheet, body as { requests: ChangeInMemory[] });
    return this.shown(spreadsheet, call.query);
  }

  private newSheet(title: string): SheetInMemory {
    return new SheetInMemory(this.nextSheetId++ * 7, title);
  }

  private createAsAsked({ query }: GoogleCall, { properties, sheets }: Created): PeerReply {
    const names = sheets?.map((sheet) => sheet.properties.title);
    return this.shown(this.create(properties.title, names), query);
  }

  private shown({ id, title, sheets }: SpreadsheetInMemory, query: URLSearchParams): PeerReply {
    const whole = {
      spreadsheetId: id,
      spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${id}/edit`,
      properties: { title },
      sheets: sheets.map((sheet, index) => ({
        properties: { sheetId: sheet.id, title: sheet.title, index },
      })),
    };
    const fields = query.get('fields');
    return answered(fields === null ? whole : fieldsOf(whole, fields));
  }

  private values(
    spreadsheet: SpreadsheetInMemory,
    cells: CellsInMemory,
    verb: string | undefined,
    { method, query, body }: GoogleCall,
  ): PeerReply {
    const sheet = spreadsheet.sheets.find(({ title }) => title === cells.sheet);
    if (sheet === undefined) return refuse(400, `Unable to parse range: '${cells.sheet}'`);
    const updates = (at: { row: number; column: number }, rows: Cell[][]) => {
      const width = Math.max(0, ...rows.map(({ length }) => length));
      const updatedRange = writeRange(sheet.title, at, [rows.length, width]);
      const updatedCells = rows.flat().length;
      return { updatedRange, updatedRows: rows.length, updatedColumns: width, updatedCells };
    };
    if (method === 'GET') {
      const values = sheet.read(cells, query.get('valueRenderOption') ?? 'FORMATTED_VALUE');
      const range = writeRange(sheet.title, cells, [1000, 26]);
      return answered({ range, majorDimension: 'ROWS', ...(values.length > 0 && { values }) });
    }
    if (verb === ':clear') {
      sheet.clear(cells);
      return answered({ clearedRange: writeRange(sheet.title, cells, [1000, 26]) });
    }
    const input = query.get('valueInputOption');
    if (input === null) return refuse(400, "'valueInputOption' is required but not specified");
    const { values: rows } = JSON.parse(body.toString()) as { values: Cell[][] };
    const at = verb === ':append' ? { row: sheet.rows.length, column: cells.column } : cells;
    sheet.write(at, rows, input);
    const { id: spreadsheetId } = spreadsheet;
    return answered(
      verb === ':append'
        ? { spreadsheetId, updates: { spreadsheetId, ...updates(at, rows) } }
        : { spreadsheetId, ...updates(at, rows) },
    );
  }

  private change(
    spreadsheet: SpreadsheetInMemory,
    { requests }: { requests: ChangeInMemory[] },
  ): PeerReply {
    const replies = requests.map((request) => this.reply(spreadsheet, request));
    return answered({ spreadsheetId: spreadsheet.id, replies });
  }

  private reply(spreadsheet: SpreadsheetInMemory, request: ChangeInMemory): object {
    const { sheets } = spreadsheet;
    const sheetOf = (id: number): SheetInMemory =>
      sheets.find((one) => one.id === id) ?? refuse(400, `No sheet with id: ${id}`);
    const { addSheet, deleteSheet, deleteDimension, updateSheetProperties } = request;
    const title = (addSheet ?? updateSheetProperties)?.properties.title;
    if (title !== undefined && sheets.some((one) => one.title === title)) {
      return refuse(400, `A sheet with the name "${title}" already exists.`);
    }
    if (addSheet !== undefined) {
      const sheet = this.newSheet(title!);
      sheets.push(sheet);
      return { addSheet: { properties: { sheetId: sheet.id, title, index: sheets.length - 1 } } };
    }
    if (deleteSheet !== undefined) {
      const sheet = sheetOf(deleteSheet.sheetId);
      if (sheets.length === 1) return refuse(400, "You can't remove all the sheets.");
      sheets.splice(sheets.indexOf(sheet), 1);
    } else if (deleteDimension !== undefined) {
      const { sheetId, startIndex, endIndex } = deleteDimension.range;
      sheetOf(sheetId).deleteRows(startIndex, endIndex);
    } else if (updateSheetProperties?.fields === 'title') {
      sheetOf(updateSheetProperties.properties.sheetId).title = title!;
    } else return refuse(400, 'Invalid requests[0]');
    return {};
  }
}

interface Created {
  properties: { title: string };
  sheets?: { properties: { title: string } }[];
}

import { z } from 'zod';
import { defaulted } from '../../../options/option.ts';
import { operation } from '../operation.ts';
import { asOneOf, options } from '../sheet-readers.ts';
import { Spreadsheet } from '../spreadsheet.ts';

/** What Drive exports spreadsheets as ("Export MIME types", Drive API). A page comes with its pictures, as a zip. */
const formats = {
  xlsx: { mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  csv: { mimeType: 'text/csv' },
  pdf: { mimeType: 'application/pdf' },
  html: { mimeType: 'application/zip', extension: 'zip' },
  ods: { mimeType: 'application/vnd.oasis.opendocument.spreadsheet' },
  tsv: { mimeType: 'text/tab-separated-values' },
} as const satisfies Record<string, { mimeType: string; extension?: string }>;
type FileType = keyof typeof formats;

const titled = z.object({ properties: z.object({ title: z.string() }) });

/** Makes a file of a spreadsheet. */
export const exportSpreadsheet = operation({
  name: 'export_spreadsheet',
  shape: {
    spreadsheet_id: options.spreadsheetId,
    file_type: defaulted(
      '`xlsx` (default), `csv`, `pdf`, `html`, `ods` or `tsv`.',
      asOneOf(Object.keys(formats) as FileType[]),
      'xlsx',
    ),
  },
  isRepeatable: true,
  async perform({ spreadsheet_id, file_type }, { google }) {
    const spreadsheet = new Spreadsheet(google, spreadsheet_id);
    const { mimeType, extension = file_type } = formats[file_type] as {
      mimeType: string;
      extension?: string;
    };
    const query = { fields: 'properties.title' };
    const { properties } = await google.json(
      { api: 'sheets', method: 'GET', path: spreadsheet.path(), query },
      titled,
    );
    const { body } = await google.answer({
      api: 'drive',
      method: 'GET',
      path: `/drive/v3/files/${spreadsheet_id}/export`,
      query: { mimeType },
    });
    const name = `${properties.title}.${extension}`;
    return { name, size: body.length, file_type, data_base64: body.toString('base64') };
  },
});

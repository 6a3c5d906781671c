import { formBody, jsonBodyOf, multipartBody, multipartType } from './bodies.mjs';
import { bodyFile } from './body-files.mjs';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** What intake is measured with, and which of the Express baseline's parsers is for it. */
const cases = [
  { name: 'JSON, 0.4 KB', body: jsonBodyOf(430), contentType: JSON_TYPE, parser: 'json' },
  { name: 'JSON, 4 KB', body: jsonBodyOf(4_096), contentType: JSON_TYPE, parser: 'json' },
  { name: 'JSON, 64 KB', body: jsonBodyOf(65_536), contentType: JSON_TYPE, parser: 'json' },
  { name: 'form, 0.4 KB', body: formBody, contentType: FORM_TYPE, parser: 'form' },
  {
    name: 'multipart, 2 KB',
    body: multipartBody(),
    contentType: multipartType,
    parser: 'multipart',
  },
];

/** A row for each kind of body, by `rowOf({name, body, contentType, parser, bodyFile})`. */
export async function rowsOfCases(closing, rowOf) {
  const rows = [];
  for (const each of cases) {
    console.error(`${each.name} (${each.body.length} bytes)`);
    rows.push(await rowOf({ ...each, bodyFile: await bodyFile(closing, each.body) }));
  }
  return rows;
}

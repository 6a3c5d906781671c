import { type JsonObject, type JsonValue } from '@millwright/kernel';
import { CSV_DELIMITER_RULE, csvTextOf, isCsvDelimiter, type Meter } from '@millwright/liquid';
import { ActionError } from '../action.errors.ts';
import type { Read } from '../options/option.ts';
import { asBoolean, asList, asText } from '../options/readers.ts';
import { type FileGenerator, MAX_FILE_BYTES, withinFileLimit } from './generated-file.ts';
import { GeneratorOptions } from './generator-options.ts';

type Row = readonly JsonValue[];

/** Rows as CSV, as the filter of that name writes them; the first of rows that are hashes gives the header. */
export const csv: FileGenerator = (value, refuse) => {
  const given = Array.isArray(value) ? new Map([['rows', value]]) : value;
  const options = GeneratorOptions.read(given, refuse);
  const rows = options.required('rows', asRows);
  const delimiter = options.optional('delimiter', asDelimiter) ?? ',';
  const includeBom = options.optional('include_bom', asBoolean) ?? false;
  const warnOfUnknown = options.warner('csv');
  return async (name, context) => {
    warnOfUnknown(name, context);
    const text = csvTextOf(rows(), { delimiter, includeBom }, meterFor(name));
    return withinFileLimit(name, { bytes: Buffer.from(text), contentType: 'text/csv' });
  };
};

const asDelimiter: Read<string> = (value, refuse) => {
  const text = asText(value, refuse);
  return isCsvDelimiter(text) ? text : refuse(`must be ${CSV_DELIMITER_RULE}`);
};

const asArray: Read<JsonValue[]> = (value, refuse) =>
  Array.isArray(value) ? value : refuse('must be an array, as the first row is');
const asHash: Read<JsonObject> = (value, refuse) =>
  value instanceof Map ? value : refuse('must be an object, as the first row is');

/** All arrays or all hashes. Hashes become arrays one by one: a wide header makes much of many small ones. */
const asRows: Read<() => Iterable<Row>> = (value, refuse) => {
  if (!Array.isArray(value)) return refuse('must be an array of rows');
  const [first] = value;
  if (first instanceof Map) {
    const hashes = asList(asHash)(value, refuse);
    return () => rowsUnder([...first.keys()], hashes);
  }
  if (first !== undefined && !Array.isArray(first)) {
    return refuse('must be an array or an object', 0);
  }
  const arrays = asList(asArray)(value, refuse);
  return () => arrays;
};

/** Each cell is a byte at least, though it be empty: what cannot fit into a file is not begun. */
function* rowsUnder(header: readonly string[], hashes: readonly JsonObject[]): Generator<Row> {
  if (header.length * hashes.length > MAX_FILE_BYTES) {
    const message = `${hashes.length} rows of ${header.length} columns are more than a generated file may have: ${MAX_FILE_BYTES} bytes`;
    throw new ActionError('size_limit', message);
  }
  yield header;
  for (const hash of hashes) yield header.map((key) => hash.get(key) ?? null);
}

/** A character is paid for up to three times and each cell besides: no file within the limit pays more. */
const MAX_PAID = 20 * MAX_FILE_BYTES;

function meterFor(name: string): Meter {
  let paid = 0;
  const use = (amount: number): void => {
    paid += amount;
    if (paid <= MAX_PAID) return;
    const message = `the file "${name}" becomes too large; a generated file may have ${MAX_FILE_BYTES} bytes`;
    throw new ActionError('size_limit', message);
  };
  return { use, tick: () => use(1) };
}

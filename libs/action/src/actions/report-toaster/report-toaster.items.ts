import { JsonNumber, type JsonObject, type JsonValue } from '@millwright/kernel';
import type { Read, Refuse } from '../../options/option.ts';
import { asBoolean, asNumber, asObject, below } from '../../options/readers.ts';

const FORMATS = ['json', 'csv', 'pdf'];

/** One report that is asked for; members that we do not know are passed on. */
export const asReport: Read<JsonObject> = (value, refuse) => {
  const report = identified(value, refuse);
  const file = report.get('file') ?? null;
  return file === null ? report : new Map(report).set('file', asFile(file, below(refuse, 'file')));
};

/** What is to change of one order: null clears. */
export const asChangedOrder: Read<JsonObject> = (value, refuse) => {
  const order = identified(value, refuse);
  for (const name of ['shipping_cost', 'transaction_fees']) {
    const amount = order.get(name);
    if (amount !== undefined) asAmount(amount, below(refuse, name));
  }
  return order;
};

function identified(value: JsonValue, refuse: Refuse): JsonObject {
  const item = asObject(value, refuse);
  const id = item.get('id');
  const isId = typeof id === 'number' || id instanceof JsonNumber || isText(id);
  return isId ? item : refuse('is required: text or a number', 'id');
}

const isText = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && value.trim() !== '';

function asFile(value: JsonValue, refuse: Refuse): JsonObject {
  const file = asObject(value, refuse);
  const format = file.get('format');
  if (typeof format !== 'string' || !FORMATS.includes(format)) {
    return refuse(`must be one of ${FORMATS.join(', ')}`, 'format');
  }
  const headers = file.get('include_headers') ?? null;
  if (headers === null) return file;
  return new Map(file).set('include_headers', asBoolean(headers, below(refuse, 'include_headers')));
}

const asAmount: Read<JsonValue> = (value, refuse) =>
  value === null
    ? null
    : asNumber(-Infinity, Infinity)(value, () => refuse('must be a number or null'));

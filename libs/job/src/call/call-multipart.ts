import { isUtf8 } from 'node:buffer';
import { shortened, type JsonObject, type JsonValue } from '@millwright/kernel';
import {
  headerParametersOf,
  headerValueOf,
  MultipartError,
  multipartPartsOf,
  type IntakeLimits,
  type MultipartPart,
} from '@millwright/webhook';
import { JobProblem } from '../job-problem.ts';
import { charsetProblemOf } from './body-type.ts';
import { Fields } from './fields.ts';

const UNKNOWN_TYPE = 'application/octet-stream';
const REPLACEMENT = '\ufffd';
const VISIBLE = /\S/;

/**
 * Reads a multipart/form-data body: texts as in a form, and arrays of files. The file of an empty input, which
 * browsers send without name and content, is left out. @throws JobProblem
 */
export function multipartFieldsOf(
  body: Buffer,
  boundary: string | undefined,
  limits: IntakeLimits,
): Map<string, JsonValue> {
  const fields = new Fields();
  for (const part of partsOf(body, boundary, limits)) {
    if (part.name.includes(REPLACEMENT)) throw notUtf8('a name');
    if (part.fileName === undefined) fields.add(part.name, textOf(part));
    else if (part.fileName !== '' || part.bytes.length > 0) {
      fields.add(part.name, fileOf(part), { asList: true });
    }
  }
  return fields.byName;
}

function partsOf(
  body: Buffer,
  boundary: string | undefined,
  { multipartParts }: IntakeLimits,
): MultipartPart[] {
  if (!VISIBLE.test(body.toString('latin1', 0, 1_024)) && !VISIBLE.test(body.toString('latin1'))) {
    return [];
  }
  if (boundary === undefined) {
    throw new JobProblem('invalid_body', 'the content type multipart/form-data names no boundary');
  }
  try {
    return multipartPartsOf(body, boundary, multipartParts);
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error;
    throw new JobProblem('invalid_body', `the body is not valid multipart: ${error.message}`);
  }
}

function textOf({ name, contentType, bytes }: MultipartPart): string {
  const problem = charsetProblemOf(headerParametersOf(contentType ?? ''));
  if (problem !== undefined) throw problem;
  if (!isUtf8(bytes)) throw notUtf8(`the field ${JSON.stringify(shortened(name, 100))}`);
  return bytes.toString('utf8');
}

/** An uploaded file as data; `size` is that of its bytes. */
function fileOf({ fileName, contentType, bytes }: MultipartPart): JsonObject {
  return new Map<string, string | number>([
    ['content_base64', bytes.toString('base64')],
    ['mime_type', headerValueOf(contentType ?? '') || UNKNOWN_TYPE],
    ['name', fileName ?? ''],
    ['size', bytes.length],
  ]);
}

const notUtf8 = (what: string): JobProblem =>
  new JobProblem('invalid_encoding', `${what} of the multipart body is not valid UTF-8`);

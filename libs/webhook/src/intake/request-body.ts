import { isUtf8 } from 'node:buffer';
import {
  jsonKindOf,
  JsonSyntaxError,
  RawJson,
  validateJson,
  type JsonKind,
  type JsonObject,
} from '@millwright/kernel';
import { utf8, withoutMark } from './charset.ts';
import type { ContentType } from './content-type.ts';
import { parseForm } from './form.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { IntakeProblem } from './intake-problem.ts';
import { parseMultipart } from './multipart.ts';
import { MultipartError } from './multipart-parts.ts';
import { NestedParamsError } from './nested-params.ts';

/** A body that was read: JSON as its very text, a form as a hash, or text. Blank bytes are no body. */
export type RequestBody =
  | { kind: 'none' }
  | { kind: 'text'; text: string }
  | { kind: 'json'; json: RawJson; isObject: boolean }
  | { kind: 'hash'; hash: JsonObject };

const noBody: RequestBody = { kind: 'none' };
const VISIBLE = /\S/;

/** Reads a body of a content type, or says why it cannot be read. */
export function readBody(
  bytes: Buffer,
  contentType: ContentType,
  limits: IntakeLimits,
): RequestBody | IntakeProblem {
  if (bytes.length === 0) return noBody;
  try {
    switch (contentType.format) {
      case 'json':
        return jsonBody(bytes, contentType, limits);
      case 'form':
        return formBody(bytes, contentType, limits);
      case 'multipart':
        return multipartBody(bytes, contentType, limits);
      case 'text':
        return textBody(withoutMark(contentType.charset.decodeLossy(bytes)));
    }
  } catch (error) {
    return problemOf(error);
  }
}

const textBody = (text: string): RequestBody =>
  VISIBLE.test(text) ? { kind: 'text', text } : noBody;

const jsonOf = (json: RawJson, kind: JsonKind): RequestBody => ({
  kind: 'json',
  json,
  isObject: kind === 'object',
});

/** JSON in UTF-8 stays bytes; in other charsets, behind a mark or when it is not valid, its text is read. */
function jsonBody(
  bytes: Buffer,
  contentType: ContentType,
  { jsonDepth, jsonKeys }: IntakeLimits,
): RequestBody | IntakeProblem {
  if (contentType.charset === utf8 && isUtf8(bytes)) {
    const kind = jsonKindOf(bytes, jsonDepth, jsonKeys);
    if (kind !== undefined) return jsonOf(new RawJson(bytes), kind);
  }
  const text = decoded(bytes, contentType);
  if (text instanceof IntakeProblem) return text;
  if (!VISIBLE.test(text)) return noBody;
  return jsonOf(new RawJson(text), validateJson(text, jsonDepth, jsonKeys));
}

/** A form without pairs counts as text. */
function formBody(
  bytes: Buffer,
  contentType: ContentType,
  limits: IntakeLimits,
): RequestBody | IntakeProblem {
  const text = decoded(bytes, contentType);
  if (text instanceof IntakeProblem) return text;
  if (!VISIBLE.test(text)) return noBody;
  const { charset } = contentType;
  const hash = charset.isUnicode
    ? parseForm(text, utf8, limits)
    : parseForm(bytes.toString('latin1'), charset, limits);
  return hash.size === 0 ? { kind: 'text', text } : { kind: 'hash', hash };
}

function multipartBody(
  bytes: Buffer,
  contentType: ContentType,
  limits: IntakeLimits,
): RequestBody | IntakeProblem {
  if (
    !VISIBLE.test(bytes.toString('latin1', 0, 1_024)) &&
    !VISIBLE.test(bytes.toString('latin1'))
  ) {
    return noBody;
  }
  const { boundary, charset } = contentType;
  if (boundary === undefined) {
    return new IntakeProblem(
      'invalid_body',
      'the content type multipart/form-data names no boundary',
    );
  }
  const hash = parseMultipart(bytes, boundary, charset, limits);
  return hash === undefined ? noBody : { kind: 'hash', hash };
}

function decoded(bytes: Buffer, { charset }: ContentType): string | IntakeProblem {
  const text = charset.decode(bytes);
  return text === undefined
    ? new IntakeProblem(
        'invalid_body',
        'the body is not valid text in its charset (UTF-8 unless given)',
      )
    : withoutMark(text);
}

function problemOf(error: unknown): IntakeProblem {
  if (error instanceof JsonSyntaxError) {
    return new IntakeProblem('invalid_body', `the body is not valid JSON: ${error.message}`);
  }
  if (error instanceof MultipartError) {
    return new IntakeProblem('invalid_body', `the body is not valid multipart: ${error.message}`);
  }
  if (error instanceof NestedParamsError) {
    return new IntakeProblem('invalid_body', `the body is not a valid form: ${error.message}`);
  }
  throw error;
}

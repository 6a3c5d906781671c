import { JsonNumber, type JsonValue, stringifyJson } from '@millwright/kernel';
import type { ActionContext } from '../../action.ts';
import { ActionError } from '../../action.errors.ts';
import type { FileSource } from '../../files/generated-file.ts';
import { mimeTypeOf } from '../../files/mime-type.ts';
import { isJsonType, mediaTypeOf } from './content-type.ts';
import { formPairsOf, formTextOf } from './form-pairs.ts';
import { type FormPart, multipartOf } from './multipart.ts';

/** What is sent. `contentType`: the header to set; undefined leaves the given one, or none. */
export interface RequestBody {
  content?: string | Buffer;
  contentType?: string;
}

/** All the files of one request together. */
const MAX_FILES_BYTES = 100_000_000;
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The body of a request without files: what it is depends on the value and on the content type that was given. */
export function bodyOf(body: JsonValue, givenType: string | undefined): RequestBody {
  if (body === null || body === '') return {};
  if (typeof body === 'string') return { content: body };
  if (body instanceof Map || Array.isArray(body)) {
    if (givenType === undefined) return { content: stringifyJson(body), contentType: JSON_TYPE };
    if (!isJsonType(givenType) && mediaTypeOf(givenType) === FORM_TYPE) {
      return { content: formTextOf(body) };
    }
    return { content: stringifyJson(body) };
  }
  return { content: body instanceof JsonNumber ? body.text : String(body) };
}

/** A form of the body's pairs, then the files, each generated one after another. @throws ActionError size_limit */
export async function formWithFiles(
  body: JsonValue,
  files: ReadonlyMap<string, FileSource>,
  context: ActionContext,
): Promise<RequestBody> {
  const parts: FormPart[] =
    body instanceof Map ? formPairsOf(body).map(([name, content]) => ({ name, content })) : [];
  let bytes = 0;
  for (const [name, source] of files) {
    const file = await source(name, context);
    bytes += file.bytes.length;
    if (bytes > MAX_FILES_BYTES) {
      throw new ActionError(
        'size_limit',
        `the files have more than ${MAX_FILES_BYTES} bytes together; send them in several actions`,
      );
    }
    parts.push({ name, content: file.bytes, contentType: mimeTypeOf(name, file) });
  }
  const { contentType, body: content } = multipartOf(parts);
  return { content, contentType };
}

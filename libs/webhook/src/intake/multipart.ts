import type { JsonObject } from '@millwright/kernel';
import { charsetOf, type Charset } from './charset.ts';
import { headerParametersOf, headerValueOf } from './header-parameters.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { multipartPartsOf, type MultipartPart } from './multipart-parts.ts';
import { NestedParams } from './nested-params.ts';

const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * Reads a multipart/form-data body: its parts at their names, nested as in a form. A part with a file name is a file
 * (see {@link fileOf}), but one without name and content, as browsers send for an empty input, is left out; every
 * other part is text. Undefined when there are no parts. @throws MultipartError, NestedParamsError
 */
export function parseMultipart(
  body: Buffer,
  boundary: string,
  charset: Charset,
  limits: IntakeLimits,
): JsonObject | undefined {
  const parts = multipartPartsOf(body, boundary, limits.multipartParts);
  if (parts.length === 0) return undefined;
  const params = new NestedParams(limits);
  for (const part of parts) {
    if (part.fileName === undefined) params.add(part.name, textOf(part, charset));
    else if (part.fileName !== '' || part.bytes.length > 0) params.add(part.name, fileOf(part));
  }
  return params.hash;
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

function textOf({ contentType, bytes }: MultipartPart, charset: Charset): string {
  const label = headerParametersOf(contentType ?? '').get('charset');
  const own = label === undefined ? undefined : charsetOf(label);
  return (own ?? charset).decodeLossy(bytes);
}

import { headerParametersOf } from './header-parameters.ts';

/** One part of a multipart body. `contentType` is the header as declared; `fileName` undefined when it is no file. */
export interface MultipartPart {
  name: string;
  fileName: string | undefined;
  contentType: string | undefined;
  bytes: Buffer;
}

/** Why bytes are no multipart body. */
export class MultipartError extends Error {}

const MAX_HEADER_BYTES = 16_384;
const CRLF = '\r\n';
const BLANK_LINE = '\r\n\r\n';
const DASH = 0x2d;

/**
 * Splits a whole multipart/form-data body (RFC 7578) into its parts. Our own, because streaming parsers hide what
 * we promise to keep: a part's type as it was declared, and parts that they cannot name. @throws MultipartError
 */
export function multipartPartsOf(
  body: Buffer,
  boundary: string,
  maxParts: number,
): MultipartPart[] {
  const delimiter = Buffer.from(`${CRLF}--${boundary}`, 'latin1');
  const parts: MultipartPart[] = [];
  let at = afterFirstDelimiter(body, delimiter);
  while (!isClosing(body, at)) {
    if (parts.length === maxParts) throw new MultipartError(`it has more than ${maxParts} parts`);
    const lineEnd = body.indexOf(CRLF, at);
    const next = nextDelimiter(body, delimiter, lineEnd);
    parts.push(partOf(body.subarray(lineEnd, next), parts.length + 1));
    at = next + delimiter.length;
  }
  return parts;
}

/** The first delimiter stands at the very start, without its line break, or behind a preamble. */
function afterFirstDelimiter(body: Buffer, delimiter: Buffer): number {
  const bare = delimiter.subarray(CRLF.length);
  const isAtStart = bare.equals(body.subarray(0, bare.length)) && isLineEnd(body, bare.length);
  return isAtStart ? bare.length : nextDelimiter(body, delimiter, 0) + delimiter.length;
}

const isClosing = (body: Buffer, at: number): boolean => body[at] === DASH && body[at + 1] === DASH;

/** The next delimiter that is one: a longer line that only begins like it is content. */
function nextDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  let at = body.indexOf(delimiter, from);
  while (at >= 0 && !isLineEnd(body, at + delimiter.length)) at = body.indexOf(delimiter, at + 1);
  if (at < 0) throw new MultipartError('it has no closing boundary');
  return at;
}

function isLineEnd(body: Buffer, at: number): boolean {
  if (isClosing(body, at)) return true;
  let end = at;
  while (body[end] === 0x20 || body[end] === 0x09) end += 1;
  return body[end] === 0x0d && body[end + 1] === 0x0a;
}

/** Reads a part from the line break behind its delimiter to the one before the next. */
function partOf(part: Buffer, number: number): MultipartPart {
  const headersEnd = part.indexOf(BLANK_LINE);
  if (headersEnd < 0 || headersEnd > MAX_HEADER_BYTES) {
    throw new MultipartError(
      `the headers of part ${number} do not end within ${MAX_HEADER_BYTES} bytes`,
    );
  }
  const headers = headersOf(part.subarray(0, headersEnd));
  const disposition = headerParametersOf(headers.get('content-disposition') ?? '');
  const name = disposition.get('name');
  if (name === undefined) throw new MultipartError(`part ${number} has no name`);
  return {
    name,
    fileName: fileNameOf(disposition),
    contentType: headers.get('content-type'),
    bytes: part.subarray(headersEnd + BLANK_LINE.length),
  };
}

function headersOf(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  // A line that begins with space goes on from the one before.
  const lines = bytes
    .toString('utf8')
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split(CRLF);
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0)
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

/** The file name without any path. `filename*` (RFC 8187) says it in any script and so goes first. */
function fileNameOf(disposition: Map<string, string>): string | undefined {
  const name = extendedValueOf(disposition.get('filename*')) ?? disposition.get('filename');
  return name?.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

function extendedValueOf(value: string | undefined): string | undefined {
  const escaped = /^utf-8'[^']*'(.*)$/i.exec(value ?? '')?.[1];
  if (escaped === undefined) return undefined;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

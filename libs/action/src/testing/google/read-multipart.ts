import { refuse } from './google-error.ts';

/** The two parts of a `multipart/related` upload: metadata as JSON, then the content. */
export function readMultipart(
  contentType: string,
  body: Buffer,
): { metadata: Record<string, unknown>; content: Buffer; contentType: string } {
  const boundary = /^multipart\/related; boundary=(\S+)$/.exec(contentType)?.[1];
  if (boundary === undefined) return refuse(400, 'Bad multipart request');
  const [, first, second, end] = partsOf(body, `--${boundary}`);
  if (first === undefined || second === undefined || end?.toString() !== '--\r\n') {
    return refuse(400, 'Bad multipart request');
  }
  const [metadata, content] = [first, second].map(split);
  if (!/^Content-Type: application\/json/.test(metadata!.head)) {
    return refuse(400, 'Bad metadata');
  }
  return {
    metadata: JSON.parse(metadata!.body.toString()) as Record<string, unknown>,
    content: content!.body,
    contentType: content!.head.replace('Content-Type: ', ''),
  };
}

function partsOf(body: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, from)) {
    parts.push(body.subarray(from, at));
    from = at + delimiter.length;
  }
  return [...parts, body.subarray(from)];
}

/** A part is `\r\n<head>\r\n\r\n<body>\r\n`. */
function split(part: Buffer): { head: string; body: Buffer } {
  const at = part.indexOf('\r\n\r\n');
  return { head: part.subarray(2, at).toString(), body: part.subarray(at + 4, -2) };
}

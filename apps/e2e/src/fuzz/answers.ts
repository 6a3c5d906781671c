/** An answer as it came over the wire. */
export interface WireAnswer {
  status: number;
  /** Lower-case names; the last value of each. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

const BLANK_LINE = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

/** What came back is no series of HTTP answers. */
export class WireError extends Error {}

/**
 * Reads the whole answers at the start of what came back; interim ones (1xx) are passed over. `isHead(n)` says whether
 * the answer of that number is to a HEAD, `isClosed` that no more will come. @throws WireError
 */
export function answersIn(
  bytes: Buffer,
  isHead: (index: number) => boolean,
  isClosed: boolean,
): WireAnswer[] {
  const answers: WireAnswer[] = [];
  let at = 0;
  for (;;) {
    const headEnd = bytes.indexOf(BLANK_LINE, at);
    if (headEnd < 0) return answers;
    const { status, headers } = headOf(bytes.toString('latin1', at, headEnd));
    const bodyStart = headEnd + BLANK_LINE.length;
    if (status < 200) {
      at = bodyStart;
      continue;
    }
    const isBodiless = isHead(answers.length) || status === 204 || status === 304;
    const read = isBodiless
      ? { body: Buffer.alloc(0), end: bodyStart }
      : bodyAt(bytes, bodyStart, headers, isClosed);
    if (read === undefined) return answers;
    answers.push({ status, headers, body: read.body });
    at = read.end;
  }
}

function headOf(text: string): Pick<WireAnswer, 'status' | 'headers'> {
  const [first = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]+$/.exec(first)?.[1];
  if (status === undefined) throw new WireError(`an answer begins with ${JSON.stringify(first)}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new WireError(`an answer has the header line ${JSON.stringify(line)}`);
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(status), headers };
}

function bodyAt(
  bytes: Buffer,
  start: number,
  headers: WireAnswer['headers'],
  isClosed: boolean,
): { body: Buffer; end: number } | undefined {
  if (headers.get('transfer-encoding') === 'chunked') return chunkedAt(bytes, start);
  const declared = headers.get('content-length');
  // Clients of HTTP/1.0 know the end of a body by that of the connection.
  if (declared === undefined && headers.get('connection') === 'close') {
    return isClosed ? { body: bytes.subarray(start), end: bytes.length } : undefined;
  }
  const length = Number(declared ?? Number.NaN);
  if (Number.isNaN(length)) throw new WireError('an answer with a body says no length');
  const end = start + length;
  return end > bytes.length ? undefined : { body: bytes.subarray(start, end), end };
}

function chunkedAt(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const from = lineEnd + LINE_END.length;
    at = from + size + LINE_END.length;
    if (at > bytes.length) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end: at };
    chunks.push(bytes.subarray(from, from + size));
  }
}

import { shortened, type JsonObject } from '@millwright/kernel';
import { utf8, type Charset } from './charset.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { NestedParams, NestedParamsError } from './nested-params.ts';

const NEEDS_DECODING = /[%+\u0080-\uffff]/;
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/**
 * Reads `a=1&b[c]=2`, as in a query string or a form body; `a` alone has the value null, pairs without a name are
 * left out. Escaped bytes are characters of `charset`; with another one than UTF-8, `text` is the bytes as Latin-1,
 * because a character may be half escaped. @throws NestedParamsError
 */
export function parseForm(text: string, charset: Charset, limits: IntakeLimits): JsonObject {
  const params = new NestedParams(limits);
  let start = 0;
  while (start < text.length) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand < 0 ? text.length : ampersand;
    if (end > start) addPair(params, text.slice(start, end), charset);
    start = end + 1;
  }
  return params.hash;
}

function addPair(params: NestedParams, pair: string, charset: Charset): void {
  const equals = pair.indexOf('=');
  if (equals < 0) params.add(unescaped(pair, charset), null);
  else
    params.add(
      unescaped(pair.slice(0, equals), charset),
      unescaped(pair.slice(equals + 1), charset),
    );
}

function unescaped(text: string, charset: Charset): string {
  if (!NEEDS_DECODING.test(text)) return text;
  const bytes = Buffer.from(text, charset === utf8 ? 'utf8' : 'latin1');
  const decoded = charset.decode(bytes.subarray(0, unescapeInPlace(bytes)));
  if (decoded === undefined) throw new NestedParamsError(`${quoted(text)} is not valid text`);
  return decoded;
}

/** Replaces `+` and `%xx` by the bytes they stand for; answers how many there are now. */
function unescapeInPlace(bytes: Buffer): number {
  let to = 0;
  for (let from = 0; from < bytes.length; from += 1) {
    let byte = bytes[from]!;
    if (byte === PLUS) {
      byte = SPACE;
    } else if (byte === PERCENT) {
      byte = (hexDigitOf(bytes, from + 1) << 4) | hexDigitOf(bytes, from + 2);
      from += 2;
    }
    bytes[to] = byte;
    to += 1;
  }
  return to;
}

function hexDigitOf(bytes: Buffer, at: number): number {
  const code = bytes[at] ?? 0;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  if (letter >= 0x61 && letter <= 0x66) return letter - 0x57;
  const escape = bytes.subarray(Math.max(0, bytes.lastIndexOf(PERCENT, at - 1)), at + 1);
  throw new NestedParamsError(`${quoted(escape.toString('latin1'))} is not percent-encoded`);
}

const quoted = (text: string): string => JSON.stringify(shortened(text, 100));

import { isUtf8 } from 'node:buffer';

/** A character encoding of the WHATWG list. A byte order mark stays in the text: see {@link withoutMark}. */
export interface Charset {
  /** Whether it is UTF-8 or UTF-16, whose bytes above ASCII mean nothing one by one. */
  readonly isUnicode: boolean;
  /** The text; undefined when the bytes are not valid. */
  decode(bytes: Buffer): string | undefined;
  /** The text, with U+FFFD for what is not valid. */
  decodeLossy(bytes: Buffer): string;
}

const BYTE_ORDER_MARK = 0xfeff;
// Bytes 0x80 to 0x9f of windows-1252. Node 20 decodes them as ISO 8859-1; WHATWG says otherwise.
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** UTF-8, the default. */
export const utf8: Charset = {
  isUnicode: true,
  decode: (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined),
  decodeLossy: (bytes) => bytes.toString('utf8'),
};

const windows1252: Charset = {
  isUnicode: false,
  decode: (bytes) => decodeWindows1252(bytes),
  decodeLossy: (bytes) => decodeWindows1252(bytes),
};

/** The encoding that a label names, in any case; undefined when WHATWG has none by that name. */
export function charsetOf(label: string): Charset | undefined {
  const encoding = encodingOf(label);
  if (encoding === undefined) return undefined;
  if (encoding === 'utf-8') return utf8;
  if (encoding === 'windows-1252') return windows1252;
  return {
    isUnicode: encoding.startsWith('utf-16'),
    decode: (bytes) => decoded(encoding, bytes),
    decodeLossy: (bytes) => new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes),
  };
}

/** A text without the byte order mark that it may begin with. */
export const withoutMark = (text: string): string =>
  text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;

function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function decoded(encoding: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const decodeWindows1252 = (bytes: Buffer): string =>
  bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80));

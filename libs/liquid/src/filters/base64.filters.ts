import type { BinaryString } from '../values/binary.ts';
import { base64Text, bytesIn, decodedText } from './byte-strings.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

export function base64_encode(this: FilterScope, input: unknown): string {
  return base64Text(this, bytesIn(this, input));
}

/** Strict: nothing but base64, padding required. Bytes that are no text stay bytes with `force_utf8: false`. */
export function base64_decode(this: FilterScope, input: unknown): string | BinaryString {
  return decodedText(this, bytesOfBase64(this, textIn(this, input), 'base64_decode'));
}

/** Base64 with `-` and `_`, padded. */
export function base64_url_safe_encode(this: FilterScope, input: unknown): string {
  return base64Text(this, bytesIn(this, input)).replaceAll('+', '-').replaceAll('/', '_');
}

/** The same way back; padding may be left out. */
export function base64_url_safe_decode(this: FilterScope, input: unknown): string | BinaryString {
  const text = textIn(this, input).replaceAll('-', '+').replaceAll('_', '/');
  const padding = text.endsWith('=') ? '' : '='.repeat((4 - (text.length % 4)) % 4);
  return decodedText(this, bytesOfBase64(this, text + padding, 'base64_url_safe_decode'));
}

/** Encoding the bytes again finds whatever the decoder skips over: missing padding, line ends, spare bits. */
function bytesOfBase64(scope: FilterScope, text: string, filter: string): Uint8Array {
  scope.meter.use(text.length * 2);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw filterError(`${filter}: not base64 text`);
  return bytes;
}

export {
  base64_encode as base64,
  base64_decode as decode_base64,
  base64_url_safe_encode as base64url,
  base64_url_safe_decode as decode_base64url,
};

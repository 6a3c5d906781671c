import { storableText } from '@millwright/kernel';

/** How many bytes of an answer's body are kept. */
export const KEPT_BODY_BYTES = 20_000;
const KEPT_HEADER_BYTES = 8_192;

/** Bytes as text: whatever is not UTF-8 is dropped, also what was cut within a character. */
export function validTextOf(bytes: Buffer): string {
  const parts: Buffer[] = [];
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = lengthOfCharacter(bytes, at);
    if (length === 0) parts.push(bytes.subarray(from, at));
    at += length || 1;
    if (length === 0) from = at;
  }
  return storableText(Buffer.concat([...parts, bytes.subarray(from)]).toString());
}

/** Of the UTF-8 character that begins there (RFC 3629, table 3-7 of Unicode); 0: none does. */
function lengthOfCharacter(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf5 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1]!;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  const rest = bytes.subarray(at + 2, at + length);
  return rest.every((byte) => byte >= 0x80 && byte <= 0xbf) ? length : 0;
}

/** The first headers of an answer, as many as are kept; values of one name in one. */
export function keptHeadersOf(headers: Record<string, string[]>): Record<string, string> {
  const kept: [string, string][] = [];
  let bytes = 0;
  for (const [name, values] of Object.entries(headers)) {
    const value = values.join(', ');
    bytes += name.length + value.length;
    if (bytes > KEPT_HEADER_BYTES) break;
    kept.push([name, value]);
  }
  return Object.fromEntries(kept);
}

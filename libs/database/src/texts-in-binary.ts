import type { RawJson } from '@millwright/kernel';

const INT = 4;
const HEADER_INTS = 5;
/** `text` in `pg_type`. */
const TEXT_OID = 25;

/**
 * Texts as a `text[]` in the form in which the server sends and receives it (PostgreSQL, `array_recv`). Payloads are
 * most of what is written: so nobody has to look through them for quotes, and what came as bytes is never decoded.
 */
export function textsInBinary(texts: readonly RawJson[]): Buffer {
  const sizes = texts.map((json) => json.bytes?.length ?? Buffer.byteLength(json.text));
  const array = Buffer.allocUnsafe(
    sizes.reduce((sum, size) => sum + INT + size, HEADER_INTS * INT),
  );
  let at = 0;
  const writeInt = (value: number): void => void (at = array.writeInt32BE(value, at));
  // Dimensions, no nulls, the type, and of the one dimension its length and lower bound.
  for (const value of [1, 0, TEXT_OID, texts.length, 1]) writeInt(value);
  texts.forEach((text, index) => {
    writeInt(sizes[index]!);
    if (text.bytes === undefined) array.write(text.text, at);
    else array.set(text.bytes, at);
    at += sizes[index]!;
  });
  return array;
}

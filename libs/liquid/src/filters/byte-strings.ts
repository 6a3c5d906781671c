import { isTruthy } from '../values/equality.ts';
import { BinaryString } from '../values/binary.ts';
import { textIn, type FilterScope } from './filter-scope.ts';

// What a UTF-16 unit takes as UTF-8, at most.
const UTF8_BYTES = 3;

/**
 * The bytes of a value: a binary string's own, any other value's text as UTF-8. Bytes that are there already are paid
 * for too: walking over many of them cannot be stopped, so the clock is looked at before.
 */
export function bytesIn(scope: FilterScope, value: unknown): Uint8Array {
  if (value instanceof BinaryString) {
    scope.meter.use(value.length);
    return value.bytes;
  }
  const text = textIn(scope, value);
  scope.meter.use(text.length * UTF8_BYTES);
  return Buffer.from(text);
}

/** Bytes as text, U+FFFD for what is no UTF-8; with `force_utf8: false` as they are. */
export function decodedText(scope: FilterScope, bytes: Uint8Array): string | BinaryString {
  if (scope.options.get('force_utf8') === false) return new BinaryString(bytes);
  scope.meter.use(bytes.byteLength * 2);
  return bufferOf(bytes).toString('utf8');
}

/** Bytes in lower-case hex; with `binary: true` as they are. */
export const hexText = (scope: FilterScope, bytes: Uint8Array): string | BinaryString =>
  isTruthy(scope.options.get('binary')) ? new BinaryString(bytes) : bufferOf(bytes).toString('hex');

/** Bytes in base64, padded. */
export function base64Text(scope: FilterScope, bytes: Uint8Array): string {
  scope.meter.use(Math.ceil(bytes.byteLength / 3) * 4);
  return bufferOf(bytes).toString('base64');
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

import { LiquidRunError } from '../liquid.errors.ts';

/** Bytes that need not be text. Only filters that work on bytes take them; printing them or writing them as JSON fails. */
export class BinaryString {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.byteLength;
  }

  equals(other: BinaryString): boolean {
    return Buffer.compare(this.bytes, other.bytes) === 0;
  }
}

/** What a script is told that prints bytes, or uses them as text. */
export const binaryPrinted = (): LiquidRunError =>
  new LiquidRunError(
    'liquid_render',
    'binary string cannot be printed: encode it first, with base64_encode for instance',
  );

/** A run of frontend messages that Postgres has to be given whole: up to a Sync, or one simple query. */
export interface Unit {
  bytes: Buffer;
  /** Whether the client waits for ReadyForQuery after it, or goes on with the same statement (Flush, copy). */
  isComplete: boolean;
}

const HEADER_BYTES = 5;
const MAX_FRAME_BYTES = 0x3fff_ffff;
const completing = new Set(['Q', 'S', 'F']);
const partial = new Set(['H', 'c', 'd', 'f']);
const TERMINATE = 'X';

/**
 * Cuts the bytes of one connection into units. Several clients share one session, and with it the unnamed statement: a
 * message of one between another's Parse and Bind would give the wrong answer to a question.
 */
export class UnitReader {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private neededBytes = HEADER_BYTES;
  private scannedBytes = 0;
  /** Whether the client has said goodbye. */
  hasEnded = false;

  /** The units that these bytes complete. @throws RangeError for what is no protocol message. */
  push(chunk: Buffer): Unit[] {
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    if (this.heldBytes < this.neededBytes) return [];
    const bytes = this.held.length === 1 ? chunk : Buffer.concat(this.held);
    return this.cut(bytes);
  }

  private cut(bytes: Buffer): Unit[] {
    const units: Unit[] = [];
    let start = 0;
    let at = this.scannedBytes;
    let needed = HEADER_BYTES;
    while (!this.hasEnded && bytes.length - at >= HEADER_BYTES) {
      const frameBytes = frameBytesAt(bytes, at);
      needed = frameBytes;
      if (bytes.length - at < frameBytes) break;
      const type = String.fromCharCode(bytes[at]!);
      at += frameBytes;
      needed = HEADER_BYTES;
      if (type === TERMINATE) this.hasEnded = true;
      else if (completing.has(type) || partial.has(type)) {
        units.push({ bytes: bytes.subarray(start, at), isComplete: completing.has(type) });
        start = at;
      }
    }
    this.held = start < bytes.length ? [bytes.subarray(start)] : [];
    this.heldBytes = bytes.length - start;
    this.scannedBytes = at - start;
    this.neededBytes = this.scannedBytes + needed;
    return units;
  }
}

function frameBytesAt(bytes: Buffer, at: number): number {
  const length = bytes.readInt32BE(at + 1);
  if (length < HEADER_BYTES - 1 || length > MAX_FRAME_BYTES) {
    throw new RangeError(`a message of ${length} bytes`);
  }
  return length + 1;
}

const ENCRYPTION_REQUESTS = new Set([80_877_103, 80_877_104]);
const PROTOCOL_MAJOR = 3;
const MIN_BYTES = 8;
const MAX_BYTES = 10_000;

/** What a new connection asks for before any query. */
export type Startup =
  | { type: 'incomplete' }
  | { type: 'refuse_encryption' }
  | { type: 'start'; rest: Buffer }
  | { type: 'close' };

/** Reads the messages that open a connection: no type byte, a length and a code. */
export class StartupReader {
  private held: Buffer = Buffer.alloc(0);

  /** What the bytes so far ask for; call again with nothing after `refuse_encryption`. */
  push(chunk: Buffer = Buffer.alloc(0)): Startup {
    this.held = Buffer.concat([this.held, chunk]);
    if (this.held.length < MIN_BYTES) return { type: 'incomplete' };
    const length = this.held.readInt32BE(0);
    const code = this.held.readInt32BE(4);
    if (length < MIN_BYTES || length > MAX_BYTES) return { type: 'close' };
    if (this.held.length < length) return { type: 'incomplete' };
    this.held = this.held.subarray(length);
    if (ENCRYPTION_REQUESTS.has(code)) return { type: 'refuse_encryption' };
    if (code >>> 16 === PROTOCOL_MAJOR) return { type: 'start', rest: this.held };
    return { type: 'close' };
  }
}

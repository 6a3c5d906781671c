import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** An id: a UUID in lower case with hyphens. Ours are UUIDv7 (RFC 9562) unless a field says otherwise. */
export type Id = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const POOL_BYTES = 8_192;
const RANDOM_BYTES = 8;
// An id has 48 bits for its time.
const MAX_MS = 2 ** 48 - 1;
const MAX_COUNTER = 0xfff;

let pool = Buffer.alloc(0);
let poolAt = 0;
let lastMs = 0;
let counter = 0;

/** Whether a text is a UUID of any version, in any case. */
export const isUuid = (text: string): boolean => UUID.test(text);

/**
 * A new UUIDv7. Within one process each one sorts after the one before, also within a millisecond and
 * when the clock steps back: the 12 bits behind the time are a counter that starts at random.
 */
export function newId(nowMs: number = Date.now()): Id {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = nextRandom(2).readUInt16BE(0) & 0x7ff;
  } else if (counter < MAX_COUNTER) {
    counter += 1;
  } else {
    lastMs += 1;
    counter = 0;
  }
  return format(lastMs, counter, nextRandom(RANDOM_BYTES));
}

/** A random UUIDv4, for ids that are capabilities: nobody can guess one from another. */
export const newSecretId = (): Id => randomUUID();

/**
 * The id of a child: the same parent and discriminator always give the same one, so that work handled
 * twice inserts nothing twice. It keeps the parent's 48-bit time, and so falls into its partition.
 */
export function childIdOf(parentId: Id, discriminator: string): Id {
  const digest = createHash('sha256').update(parentId).update('/').update(discriminator).digest();
  return format(timeOf(parentId), digest.readUInt16BE(0) & MAX_COUNTER, digest.subarray(2, 10));
}

/** As {@link childIdOf}, for a child that belongs to a time of its own (milliseconds since 1970). */
export function childIdAt(ms: number, parentId: Id, discriminator: string): Id {
  return childIdOf(lowestIdAt(ms), `${parentId}/${discriminator}`);
}

/** Milliseconds since 1970 in a UUIDv7. */
export const timeOf = (id: Id): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/**
 * The lowest UUIDv7 of a millisecond: the bound of time windows over ids. Times before 1970, and those past what an
 * id can hold, are the nearest that it can.
 */
export const lowestIdAt = (ms: number): Id =>
  format(Math.min(Math.max(ms, 0), MAX_MS), 0, Buffer.alloc(RANDOM_BYTES));

function nextRandom(bytes: number): Buffer {
  if (poolAt + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES);
    poolAt = 0;
  }
  poolAt += bytes;
  return pool.subarray(poolAt - bytes, poolAt);
}

function format(ms: number, twelveBits: number, eightBytes: Uint8Array): Id {
  const time = ms.toString(16).padStart(12, '0');
  const low = Buffer.from(eightBytes);
  low[0] = (low[0]! & 0x3f) | 0x80;
  const tail = low.toString('hex');
  const middle = (0x7000 | twelveBits).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${middle}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

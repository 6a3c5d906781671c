import { hash, randomUUID } from 'node:crypto';

/** An id: a UUID in lower case with hyphens. Ours are UUIDv7 (RFC 9562) unless a field says otherwise. */
export type Id = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
// An id has 48 bits for its time.
const MAX_MS = 2 ** 48 - 1;
const MAX_COUNTER = 0xfff;
const TIME_LENGTH = 13;
/** Where in a UUIDv4 everything is random, but for the variant, which v7 shares. */
const RANDOM_AT = 19;

let lastMs = 0;
let counter = 0;

/** Whether a text is a UUID of any version, in any case. */
export const isUuid = (text: string): boolean => UUID.test(text);

/**
 * A new UUIDv7. Within one process each one sorts after the one before, also within a millisecond and
 * when the clock steps back: the 12 bits behind the time are a counter that starts at random.
 */
export function newId(nowMs: number = Date.now()): Id {
  const random = randomUUID();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = Number.parseInt(random.slice(0, 3), 16) & 0x7ff;
  } else if (counter < MAX_COUNTER) {
    counter += 1;
  } else {
    lastMs += 1;
    counter = 0;
  }
  return `${timePart(lastMs)}-${(0x7000 | counter).toString(16)}-${random.slice(RANDOM_AT)}`;
}

/** A random UUIDv4, for ids that are capabilities: nobody can guess one from another. */
export const newSecretId = (): Id => randomUUID();

/**
 * The id of a child: the same parent and discriminator always give the same one, so that work handled
 * twice inserts nothing twice. It keeps the parent's 48-bit time, and so falls into its partition.
 */
export function childIdOf(parentId: Id, discriminator: string): Id {
  const hex = hash('sha256', `${parentId}/${discriminator}`);
  const variant = '89ab'[Number.parseInt(hex[4]!, 16) & 3];
  const time = parentId.slice(0, TIME_LENGTH);
  return `${time}-7${hex.slice(1, 4)}-${variant}${hex.slice(5, 8)}-${hex.slice(8, 20)}`;
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
  `${timePart(Math.min(Math.max(ms, 0), MAX_MS))}-7000-8000-000000000000`;

function timePart(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}

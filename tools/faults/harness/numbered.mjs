import { createHash } from 'node:crypto';

const BIG_EVERY = 97;
const BIG_BYTES = 300_000;
const FILLING = 'zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich ';

/** Events of one key are delivered in their order, where an endpoint keeps it. */
const KEYS = 40;

/** The body of a numbered event: its number, some filling, and the checksum of both. Some are too big for a message. */
export function bodyOf(phase, number) {
  const length = number % BIG_EVERY === 0 ? BIG_BYTES : (number * 7) % 400;
  const filling = FILLING.repeat(Math.ceil(length / FILLING.length)).slice(0, length);
  return { phase, number, key: keyOf(number), filling, sum: sumOf(phase, number, filling) };
}

/** The key of a number: consecutive ones differ. */
export const keyOf = (number) => number % KEYS;

/** Whether a body is as it was sent. */
export const isIntact = ({ phase, number, filling, sum }) => sum === sumOf(phase, number, filling);

const sumOf = (phase, number, filling) =>
  createHash('sha256').update(`${phase}:${number}:${filling}`).digest('hex').slice(0, 24);

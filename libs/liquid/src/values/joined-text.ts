import type { Meter } from '../limits/run-meter.ts';

// What a character may take.
const CHARACTER_BYTES = 2;

/** Texts put together, paid for before it is done: a thousand references to one text are small, their sum is not. */
export function joinedText(pieces: readonly string[], glue: string, meter: Meter): string {
  let length = glue.length * Math.max(0, pieces.length - 1);
  for (const piece of pieces) length += piece.length;
  meter.use(length * CHARACTER_BYTES);
  return pieces.join(glue);
}

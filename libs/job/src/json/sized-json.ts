import { RawJson } from '@millwright/kernel';

/** Most bytes of JSON that a job shows of its args and of its result; beyond that a note stands for them. */
export interface ShownSizes {
  args: number;
  result: number;
}

/** Of a job that is asked for by itself. */
export const wholeSizes: ShownSizes = { args: 40_000, result: 90_000 };

/** Of the jobs of a list. */
export const listSizes: ShownSizes = { args: 2_000, result: 2_000 };

const TOO_BIG = '"WINDMILL_TOO_BIG"';
const OBJECT = /^[ \t\n\r]*\{/;

/** A job's args: the event's data, under `body` when it is no object. */
export function argsOf(data: string): RawJson {
  return new RawJson(OBJECT.test(data) ? data : `{"body":${data}}`);
}

/** The args as far as a job shows them. */
export const shownArgsOf = (data: string, { args }: ShownSizes): RawJson =>
  isWithin(data, args) ? argsOf(data) : new RawJson(`{"reason":${TOO_BIG}}`);

/** The result as far as a job shows it. */
export const shownResultOf = (result: string, sizes: ShownSizes): RawJson =>
  new RawJson(isWithin(result, sizes.result) ? result : TOO_BIG);

/** No text has fewer bytes than UTF-16 units, so that most need no counting. */
const isWithin = (text: string, bytes: number): boolean =>
  text.length <= bytes && Buffer.byteLength(text) <= bytes;

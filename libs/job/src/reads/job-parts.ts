import { wholeSizes } from '../json/index.ts';

/** How much is read of a job. Payloads are read up to one byte more than is shown, so that it is seen that they are larger. */
export interface JobParts {
  /** Most bytes of the args that are shown. */
  args: number;
  /** Most bytes of the result that are shown. */
  result: number;
  logs: boolean;
  code: boolean;
}

/** All of it, however large. */
export const wholeJob: JobParts = { args: Infinity, result: Infinity, logs: true, code: true };

/** Nothing that may be large. */
export const jobWithoutPayloads: JobParts = { args: 0, result: 0, logs: false, code: false };

/** As much as a job that is asked for by itself shows. */
export const shownJob: JobParts = { ...wholeSizes, logs: true, code: true };

import { errorText } from './run-outcome.ts';

/** The error of the actions behind one that failed for good, in a sequence that halts. */
export const haltError = (failed: { index: number; type: string }): string =>
  errorText({
    code: 'sequence_halted',
    message: `action ${failed.index + 1} (${failed.type}) did not succeed, and this task's sequence halts on errors`,
  });

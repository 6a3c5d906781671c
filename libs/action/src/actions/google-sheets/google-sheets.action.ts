import { MillwrightError } from '@millwright/kernel';
import type { Action, ActionOutcome } from '../../action.ts';
import { failed } from '../../outcome.ts';
import { withGoogle } from '../google/with-google.ts';
import { wasNotAsked } from './change-once.ts';
import { googleSheetsOptions } from './google-sheets.options.ts';
import type { SheetsCall } from './operation.ts';

const LOOK =
  'the change may have been made, so it is not tried again: look at the spreadsheet before you retry the run';

/**
 * Reads and changes spreadsheets of Google Sheets. What Google was too busy for is tried again; what may have been done
 * without our hearing of it, only where doing it twice is the same as once.
 */
export const googleSheets = {
  name: 'google_sheets',
  where: 'outside',
  options: googleSheetsOptions,
  connection: { types: ['google'] },
  async perform(call, context) {
    const { account, isRepeatable } = call;
    try {
      return await withGoogle({ action: 'google_sheets', account }, context, (google) =>
        call.perform({ google, context }),
      );
    } catch (error) {
      if (isRepeatable) throw error;
      return notTriedAgain(error, context.signal);
    }
  },
} satisfies Action<SheetsCall>;

function notTriedAgain(error: unknown, signal: AbortSignal): ActionOutcome {
  if (signal.aborted) return failed('timeout', `the action was stopped; ${LOOK}`);
  const mayBeDone =
    error instanceof MillwrightError &&
    error.fault !== 'ours' &&
    error.retry &&
    !wasNotAsked(error);
  if (!mayBeDone) throw error;
  return failed(error.code, `${error.message}; ${LOOK}`);
}

import { stringifyJson } from '@millwright/kernel';

/** Who cancels, and why. `reason` null: none was given. */
export interface Cancellation {
  reason: string | null;
  /** Name of the principal. */
  canceler: string;
}

/** The error of a cancelled run, as JSON text: its details say who cancelled it, where that is known. */
export const cancelledErrorOf = (by?: Cancellation): string =>
  stringifyJson({
    code: 'cancelled',
    message: by?.reason || 'cancelled by hand',
    ...(by && { details: { reason: by.reason, canceler: by.canceler } }),
  });

import { stringifyJson } from '@millwright/kernel';
import type { ActionOutcome } from './action.ts';

/** A failure of an action. Permanent unless spread over with `retry: true`. */
export type Failed = Extract<ActionOutcome, { ok: false }>;

/** The action did what it was asked; the value becomes its result. */
export const succeeded = (result: unknown, warnings?: string[]): ActionOutcome => ({
  ok: true,
  result: stringifyJson(result),
  ...(warnings && warnings.length > 0 ? { warnings } : {}),
});

/** The action failed for good. */
export const failed = (code: string, message: string, details?: unknown): Failed => ({
  ok: false,
  error: { code, message, ...(details === undefined ? {} : { details }) },
  retry: false,
});

/** An option is wrong in a way that only performing the action shows. `path` begins below `options.`. */
export const invalidOption = (path: string, message: string): Failed => {
  const fault = { path: `options.${path}`, message };
  return failed('invalid_options', `${fault.path}: ${message}`, { faults: [fault] });
};

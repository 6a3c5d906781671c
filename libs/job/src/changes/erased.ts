import { stringifyJson } from '@millwright/kernel';
import { jobErrorOf } from '../answer/job-error.ts';
import { ERASED_LOGS } from '../json/job-json-of.ts';

/**
 * What is kept of an erased run's error, as JSON text: its code. Its words may be the task's, or those of whoever
 * answered an action. Who cancelled a run, and why, is no data of it.
 */
export function erasedErrorOf(error: string | null): string | null {
  if (error === null) return null;
  const { code } = jobErrorOf(error);
  return code === 'cancelled' ? error : stringifyJson({ code, message: ERASED_LOGS });
}

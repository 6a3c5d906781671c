import { failedResultOf } from './failed-result.ts';
import type { JobError } from './job-error.ts';

/** How a run ended: its error, and its result as exact JSON. */
export interface RunEnd {
  error: JobError | null;
  result: string | null;
}

/** The result of a job as JSON text: of a failed run its error, unless its own result made it fail. */
export const jobResultOf = ({ error, result }: RunEnd): string =>
  result ?? (error === null ? 'null' : failedResultOf(error).text);

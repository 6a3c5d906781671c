import { JobProblem } from '../job-problem.ts';
import { jobHeadersOf, jobLocationOf } from './call-headers.ts';

/** How long calls of a workspace are waited for, in seconds. */
export interface WaitSettings {
  /** Of the workspace: where a waiting call asks for nothing. Default 60. */
  syncTimeoutS: number;
  /** Of the instance: the most that anybody waits, and where a stream asks for nothing. Default 600. */
  syncTimeoutMaxS: number;
}

/** When a call that came at `receivedAtMs` is answered at the latest; `timeoutS` is what it asked for, a positive integer. */
export function waitDeadlineOf(
  receivedAtMs: number,
  mode: 'wait' | 'stream',
  timeoutS: number | undefined,
  { syncTimeoutS, syncTimeoutMaxS }: WaitSettings,
): number {
  const asked = timeoutS ?? (mode === 'wait' ? syncTimeoutS : syncTimeoutMaxS);
  return receivedAtMs + Math.min(asked, syncTimeoutMaxS) * 1000;
}

/** A call whose answer did not come while it was waited for. */
export interface UnansweredCall {
  workspace: string;
  jobId: string;
  isReplay?: boolean;
}

/** The refusal of a call whose time is over. `isCanceled`: by `on_timeout=cancel`; else its run goes on. */
export function syncTimeoutOf(
  { workspace, jobId, isReplay = false }: UnansweredCall,
  waitedS: number,
  isCanceled: boolean,
): JobProblem {
  const location = jobLocationOf(workspace, jobId);
  const fate = isCanceled ? 'it was cancelled' : `it goes on, and can be read at ${location}`;
  return new JobProblem('sync_timeout', `the job has not ended within ${waitedS} s; ${fate}`, {
    headers: { ...jobHeadersOf(jobId, { isReplay }), location },
    members: { job_id: jobId, canceled: isCanceled },
  });
}

/** The refusal of a call that this instance, as it ends, cannot wait for any longer. The run goes on. */
export function shuttingDownOf({ workspace, jobId, isReplay = false }: UnansweredCall): JobProblem {
  const location = jobLocationOf(workspace, jobId);
  return new JobProblem(
    'shutting_down',
    `this instance is stopping; the job goes on, and can be read at ${location}`,
    { headers: { ...jobHeadersOf(jobId, { isReplay }), location }, members: { job_id: jobId } },
  );
}

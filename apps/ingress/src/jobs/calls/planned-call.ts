import type { CalledTask, CalledWorkspace, CallQuery, KeyOfCall, NewCall } from '@millwright/job';
import { RawJson, type Id } from '@millwright/kernel';

/** A call that was read and is allowed; nothing of it is stored yet. */
export interface PlannedCall {
  readonly call: NewCall;
  readonly workspace: CalledWorkspace;
  readonly task: CalledTask;
  readonly query: CallQuery;
  /** Its idempotency key; undefined: it has none. */
  readonly key: KeyOfCall | undefined;
}

const nothing = new RawJson('{}');

/** Lets go of the data of a call that is stored: it may be large, and its caller may wait long. */
export function forgetData({ call }: PlannedCall): void {
  call.event.data = nothing;
}

/** A job as its caller is told of it. */
export interface JobNames {
  readonly runId: Id;
  /** The id that is shown. */
  readonly jobId: Id;
  /** Whether an idempotency key led to an earlier one. */
  readonly isReplay: boolean;
}

export const namesOf = ({ runId, jobId }: NewCall): JobNames => ({
  runId,
  jobId: jobId ?? runId,
  isReplay: false,
});

import { runRefusalOf, type JobRefusal, type Principal, type WantedCall } from '@millwright/access';
import { JobProblem } from '@millwright/job';

/** @throws JobProblem unless a principal may call a Task, whether it exists or not */
export function demandRunRights(who: Principal, wanted: WantedCall): void {
  const refusal = runRefusalOf(who, wanted);
  if (refusal !== undefined) throw new JobProblem(refusal, details[refusal]);
}

const details: Record<JobRefusal, string> = {
  read_only_token: 'the token only reads: use one that is not read_only',
  scope_missing: 'the scopes of the token do not let it call this task',
  job_not_found: 'there is no such job',
};

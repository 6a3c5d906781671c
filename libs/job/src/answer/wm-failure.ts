import { RawJson, stringifyJson } from '@millwright/kernel';
import { errorObjectOf, WM_FAILURE } from './failed-result.ts';
import type { JobError } from './job-error.ts';
import { resultMembersOf, textIn, wmMemberOf } from './result-members.ts';

/** A run that its own result makes fail. */
export interface WmFailure {
  /** The run's error. */
  error: JobError;
  /** What is stored as its result: the object it rendered, with an `error` beside the other members. */
  result: RawJson;
}

/** Whether a rendered result has `wm_failure` or `windmill_failure` with a text. It fails the run; no action follows. */
export function wmFailureOf(result: string): WmFailure | undefined {
  const members = resultMembersOf(result);
  const message = members && textIn(wmMemberOf(members, 'failure'));
  if (message === undefined) return undefined;
  const error: JobError = { code: WM_FAILURE, message };
  const stored = new Map(members).set('error', errorObjectOf(error));
  return { error, result: new RawJson(stringifyJson(stored)) };
}

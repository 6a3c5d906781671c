import type { Id } from '@millwright/kernel';
import { allowsPath, allowsTag } from './job-scope.ts';
import type { Principal } from './principal.ts';
import type { Scope } from './scope.ts';

/** A call that is asked for. */
export interface WantedCall {
  /** Null where the address names no Task's path: a hash that is unknown. Only who may call every Task learns that. */
  path: string | null;
  tag: string;
}

/** What decides who may see and change a job. */
export interface JobFacts {
  tag: string;
  /** The token that started it; null: the instance admin's, or it was not started by a call. */
  tokenId: Id | null;
  isVisibleToOwner: boolean;
}

/** Why a principal may not, by the code of the error. A job that is hidden from it does not exist for it. */
export type JobRefusal = 'read_only_token' | 'scope_missing' | 'job_not_found';

/** Whether scopes let call a Task. To be asked before the Task is looked up: a 403 is the same whether it exists. */
export const mayRun = (scopes: readonly Scope[], { path, tag }: WantedCall): boolean =>
  scopes.length === 0 || (allowsTag(scopes, tag) && allowsPath(scopes, path ?? ''));

/** Whether scopes let read every job that has a tag. */
export const mayReadJobs = (scopes: readonly Scope[], tag: string): boolean =>
  mayChangeJobs(scopes, tag) || (scopes.includes('jobs:read') && allowsTag(scopes, tag));

/** Whether scopes let cancel, run now, resolve and delete every job that has a tag. */
export const mayChangeJobs = (scopes: readonly Scope[], tag: string): boolean =>
  !changesOnlyOwnJobs(scopes) && allowsTag(scopes, tag);

/** Whether scopes let change no job but, of those that the token started, cancel some. */
export const changesOnlyOwnJobs = (scopes: readonly Scope[]): boolean =>
  scopes.length > 0 && !scopes.includes('jobs:write');

/** Why a principal may not call a Task; undefined: it may. A token that only reads starts nothing, by GET neither. */
export function runRefusalOf(who: Principal, wanted: WantedCall): JobRefusal | undefined {
  if (who.readOnly) return 'read_only_token';
  return mayRun(who.scopes, wanted) ? undefined : 'scope_missing';
}

/** Why a principal may not read a job; undefined: it may. A token always reads the jobs that it started. */
export function readRefusalOf(who: Principal, job: JobFacts): JobRefusal | undefined {
  if (isOwn(who, job)) return undefined;
  if (!mayReadJobs(who.scopes, job.tag)) return 'scope_missing';
  return isSeenBy(who, job) ? undefined : 'job_not_found';
}

/** Why a principal may not change a job; undefined: it may. A token always cancels the jobs that it started. */
export function changeRefusalOf(
  who: Principal,
  job: JobFacts,
  change: 'cancel' | 'run_now' | 'resolve' | 'delete',
): JobRefusal | undefined {
  if (who.readOnly) return 'read_only_token';
  if (change === 'cancel' && isOwn(who, job)) return undefined;
  if (!mayChangeJobs(who.scopes, job.tag)) return 'scope_missing';
  return isSeenBy(who, job) ? undefined : 'job_not_found';
}

const isOwn = ({ tokenId }: Principal, job: JobFacts): boolean =>
  tokenId !== null && tokenId === job.tokenId;

const isSeenBy = (who: Principal, job: JobFacts): boolean =>
  job.isVisibleToOwner || who.workspaceId === null || isOwn(who, job);

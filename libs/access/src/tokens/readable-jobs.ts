import type { Id } from '@millwright/kernel';
import { isTagFilter, tagsOf } from './job-scope.ts';
import type { Principal } from './principal.ts';

/** Which jobs a principal may read, for a query: what `readRefusalOf` says of each, said of all. */
export interface ReadableJobs {
  /** The jobs that this token started are read in any case; null: there are none. */
  tokenId: Id | null;
  /** A job's tag must be meant by one pattern of each of these lists. A pattern may end in `*`. */
  tagFilters: readonly (readonly string[])[];
  /** Whether jobs of others are there that only their caller and the instance admin see. */
  seesHidden: boolean;
}

/** The jobs of a Workspace that a principal may list; undefined: its scopes let it read only what it started. */
export function readableJobsOf(who: Principal): ReadableJobs | undefined {
  const { scopes, tokenId, workspaceId } = who;
  const mayRead =
    scopes.length === 0 || scopes.includes('jobs:read') || scopes.includes('jobs:write');
  if (!mayRead) return undefined;
  return {
    tokenId,
    tagFilters: scopes.filter(isTagFilter).map(tagsOf),
    seesHidden: workspaceId === null,
  };
}

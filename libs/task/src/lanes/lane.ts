import { sha256Hex, type Id } from '@millwright/kernel';
import type { WorkspaceFacts } from '../workspaces.ts';
import type { RunnableTask } from '../running/task-catalogue.ts';

export { unnamedLane } from '@millwright/event';

/**
 * The name of what runs stand in line for: `task/<task>`, `task/<task>/<SHA-256 of a rendered key>`, or
 * `workspace/<Workspace>/<rank>`.
 */
export type Lane = string;

/** The lane of a run whose key renders empty: none. */
export const NO_LANE: Lane = '';

/** How many runs a lane lets through: one at a time with all its action runs, so many at a time, or all. */
export type LaneRule = { kind: 'ordered' } | { kind: 'limit'; limit: number } | { kind: 'open' };

/** Where the runs of a task are whose key does not render. */
export const failedLane = (taskId: Id): Lane => `task/${taskId}/!`;

/** The lane of a task's runs, or of those with a rendered key. */
export function laneOf(taskId: Id, key: string | undefined): Lane {
  if (key === undefined) return `task/${taskId}`;
  const value = key.trim();
  return value === '' ? NO_LANE : `task/${taskId}/${sha256Hex(value)}`;
}

/** The task that a lane belongs to; undefined for the lanes of a Workspace. */
export const taskOfLane = (lane: Lane): Id | undefined => /^task\/([^/]+)/.exec(lane)?.[1];

/** The lock of what is started in a Workspace, and the beginning of the names of its lanes. */
export const workspaceLane = (workspaceId: Id): Lane => `workspace/${workspaceId}`;

const kinds = ['action', 'task'] as const;
const RANKS = kinds.length * 3;

/** Where a run waits for the limit of its Workspace: action runs before task runs, each by priority. */
export const rankedLane = (
  workspaceId: Id,
  { kind, priority }: { kind: 'task' | 'action'; priority: number },
): Lane => `${workspaceLane(workspaceId)}/${kinds.indexOf(kind) * 3 + priority}`;

/** All lanes of a Workspace, in the order in which they are preferred. */
export const rankedLanes = (workspaceId: Id): Lane[] =>
  Array.from({ length: RANKS }, (_, rank) => `${workspaceLane(workspaceId)}/${rank}`);

/** The Workspace that a lane belongs to; undefined for the lanes of a task. */
export const workspaceOfLane = (lane: Lane): Id | undefined =>
  /^workspace\/([^/]+)/.exec(lane)?.[1];

/** What a task says about its concurrency, when that means anything. */
export interface OwnConcurrency {
  rule: LaneRule;
  /** Template of the key; undefined: all runs of the task share one lane. */
  key: string | undefined;
}

/** What a run has to pass before it starts. */
export interface Gates {
  own: OwnConcurrency | undefined;
  /** How many runs of the Workspace may be started at a time; undefined: any number. */
  workspaceLimit: number | undefined;
}

/** What a definition says about its concurrency; undefined when its runs need not wait for each other. */
export function concurrencyOf(
  concurrency: {
    limit?: number | undefined;
    key?: string | undefined;
    ordered?: boolean | undefined;
  } | null,
): OwnConcurrency | undefined {
  if (concurrency === null) return undefined;
  const { limit, key, ordered } = concurrency;
  if (ordered === true) return { rule: { kind: 'ordered' }, key };
  return limit === undefined ? undefined : { rule: { kind: 'limit', limit }, key };
}

/** The gates of a task's runs; undefined, as for nearly all: none. A run that is to fail at once has none. */
export function gatesOf(
  runnable: RunnableTask | undefined,
  { concurrencyLimit: workspaceLimit }: WorkspaceFacts,
): Gates | undefined {
  if (runnable?.task.enabled !== true) return undefined;
  const own = concurrencyOf(runnable.version.definition.concurrency);
  return own === undefined && workspaceLimit === undefined ? undefined : { own, workspaceLimit };
}

/** The place that a started run has taken, by which others are let in at its end. */
export interface Place {
  lane: Lane;
  rule: LaneRule;
}

/** The place that a started run has under the limit of its Workspace. */
export const workspacePlaces = (workspaceId: Id, limit: number | undefined): Place[] =>
  limit === undefined ? [] : [{ lane: workspaceLane(workspaceId), rule: { kind: 'limit', limit } }];

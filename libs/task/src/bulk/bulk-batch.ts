import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import {
  allOf,
  cancelRuns,
  lockRuns,
  retryRuns,
  type Consequences,
  type LockedRun,
} from '../commands/change-runs.ts';
import { lockLanesOf, wakeLanes } from '../lanes/leave-lanes.ts';
import type { KeptDeliveries } from '../retention/kept-deliveries.ts';
import { removeFinished } from '../retention/remove-events.ts';
import { mayCancel, mayRetry, type RunKind } from '../runs/run-state.ts';
import type { BulkAction } from './bulk-filter.ts';

/** Some runs of one kind, all of one Workspace. */
export interface BulkBatch {
  workspaceId: Id;
  kind: RunKind;
  runs: readonly { id: Id; eventId: Id }[];
  /** Missing: there are no outgoing webhooks. */
  deliveries?: KeptDeliveries | undefined;
}

/** How many runs of a batch were treated, and what follows. */
export interface BatchOutcome extends Consequences {
  done: number;
}

const nothing: BatchOutcome = { done: 0, due: [], stopped: [], ended: [], told: [] };

/** Does to a batch of runs what a command does to one. A run that has become something else meanwhile is left alone. */
export async function treatBatch(
  tx: Transaction,
  action: BulkAction,
  batch: BulkBatch,
): Promise<BatchOutcome> {
  if (batch.runs.length === 0) return nothing;
  switch (action) {
    case 'retry':
      return retryBatch(tx, batch);
    case 'cancel':
      return cancelBatch(tx, batch);
    case 'purge':
      return purgeBatch(tx, batch);
  }
}

async function retryBatch(tx: Transaction, { workspaceId, kind, runs }: BulkBatch) {
  const locked = await lockRuns(tx, kind, workspaceId, idsOf(runs));
  const retried = locked.filter(
    ({ state, actions, erased }) => !erased && mayRetry(kind, state, actions),
  );
  return { done: retried.length, ...(await retryRuns(tx, kind, retried)) };
}

async function cancelBatch(tx: Transaction, { workspaceId, kind, runs }: BulkBatch) {
  const lanes = await lockLanesOf(tx, { ids: idsOf(runs) });
  const locked = await lockRuns(tx, kind, workspaceId, idsOf(runs));
  const cancelled = locked.filter(({ state }) => mayCancel(kind, state));
  const followed = await cancelRuns(tx, kind, cancelled);
  const due = await wakeLanes(tx, lanes);
  return { done: cancelled.length, ...allOf([followed, { due }]) };
}

/** Removes the events of the runs, with all that is below them, where nothing there or in their children is pending. */
async function purgeBatch(tx: Transaction, { workspaceId, runs, deliveries }: BulkBatch) {
  const eventIds = [...new Set(runs.map(({ eventId }) => eventId))];
  const removed = new Set(await removeFinished(tx, workspaceId, eventIds, deliveries));
  return { ...nothing, done: runs.filter(({ eventId }) => removed.has(eventId)).length };
}

const idsOf = (runs: readonly Pick<LockedRun, 'id'>[]): Id[] => runs.map(({ id }) => id);

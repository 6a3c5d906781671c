import type { ActionOutcome } from '@millwright/action';
import type { Database, Transaction } from '@millwright/database';
import {
  actionRunMessage,
  changeCounts,
  deleteWork,
  lockClaimed,
  rescheduleWork,
  watchersOfEnded,
  workMessage,
  type Claim,
} from '@millwright/event';
import type { Clock, Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { lockLanes } from '../lanes/lane.store.ts';
import { placesOfAction, wakeBehind } from '../lanes/leave-lanes.ts';
import { recordActionRuns, type ActionToPerform } from '../runs/action-run.store.ts';
import { MAX_RETRY_AFTER_MS, retryDelayMs, type RetryPolicy } from '../runs/retry-policy.ts';
import { actionsEndedMessages } from './actions-ended.ts';
import type { EndEvents } from './end-events.ts';
import { endOf } from './perform-in-transaction.ts';
import { advanceSequence, haltSequence, haltsOnError } from './sequence.ts';

/** An action run about to be finished by the runner that claimed it. */
export interface ActionToFinish {
  run: ActionToPerform;
  claim: Claim;
  workspaceLimit?: number | undefined;
  workspaceId: Id;
  holder: string;
  retry: RetryPolicy;
  priority: number;
  clock: Clock;
  /** Makes the events that follow its end; missing: none do. */
  endEvents?: EndEvents | undefined;
  /** What came of it: found before, or in this very transaction. */
  outcomeIn(tx: Transaction): Promise<ActionOutcome>;
}

/**
 * Stores the end of an action run, or the time of its next attempt, and lets the next of its sequence go. Does nothing
 * when the run was taken by somebody else meanwhile. The messages are to be published afterwards.
 */
export function finishActionRun(
  database: Database,
  finish: ActionToFinish,
): Promise<{ outcome: ActionOutcome; messages: OutgoingMessage[] }> {
  const { run, claim, workspaceId, holder } = finish;
  return database.transaction(async (tx) => {
    const { attempt } = claim;
    const places = placesOfAction(finish);
    await lockLanes(
      tx,
      places.map(({ lane }) => lane),
    );
    const isOurs = await lockClaimed(tx, { kind: 'action', ...run, attempt, holder });
    if (!isOurs) return { outcome: takenOver, messages: [] };
    const outcome = await finish.outcomeIn(tx);
    const stoppedAt = new Date(finish.clock.now());
    const end = endOf(outcome);
    const delayMs = outcome.ok || !outcome.retry ? undefined : retryDelayOf(finish, outcome);
    const state = delayMs === undefined ? end.state : 'scheduled';
    const attempts = isUncounted(outcome) ? attempt - 1 : attempt;
    const { startedAt } = claim;
    const recorded = recordActionRuns(tx, [
      { ...end, id: run.id, state, attempts, startedAt, stoppedAt },
    ]);
    if (delayMs !== undefined) {
      const runAt = new Date(stoppedAt.getTime() + delayMs);
      const later = { kind: 'action' as const, id: run.id, runAt, attempt: attempts };
      await Promise.all([recorded, rescheduleWork(tx, later)]);
      const woken = await wakeBehind(tx, places);
      return { outcome, messages: woken.map(workMessage) };
    }
    const failed = outcome.ok ? 0 : 1;
    const counted = Promise.all([
      recorded,
      deleteWork(tx, 'action', [run.id]),
      changeCounts(tx, new Map([[run.eventId, { pending: -1, failed }]])),
    ]);
    if (failed === 1) await haltIfAsked(tx, counted, run, stoppedAt);
    const ended = { ...run, ...end, workspaceId, attempts: attempt, startedAt, stoppedAt };
    await finish.endEvents?.ofActionRun(tx, ended);
    const [next, watchers] = await Promise.all([
      advanceSequence(tx, run),
      watchersOfEnded(tx, run.eventId),
      counted,
    ]);
    const messages =
      next === undefined ? [] : [actionRunMessage({ ...next, workspaceId }, finish.priority)];
    const woken = await wakeBehind(tx, places);
    const told = await actionsEndedMessages(tx, watchers, run.taskRunId);
    return { outcome, messages: [...messages, ...woken.map(workMessage), ...told] };
  });
}

async function haltIfAsked(
  tx: Transaction,
  counted: Promise<unknown>,
  run: ActionToPerform,
  stoppedAt: Date,
): Promise<void> {
  const [isHalting] = await Promise.all([haltsOnError(tx, run.taskRunId), counted]);
  if (isHalting) await haltSequence(tx, run, stoppedAt);
}

const takenOver: ActionOutcome = {
  ok: false,
  error: { code: 'lost', message: 'another runner has taken this run over' },
  retry: false,
};

const retryDelayOf = (
  { retry, claim }: ActionToFinish,
  { retryAfterMs, uncounted }: { retryAfterMs?: number; uncounted?: boolean },
): number | undefined =>
  uncounted === true
    ? Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)
    : retryDelayMs(retry, claim.attempt, retryAfterMs === undefined ? {} : { retryAfterMs });

const isUncounted = (outcome: ActionOutcome): boolean => !outcome.ok && outcome.uncounted === true;

import { encodeMessage, runFinished, runStarted } from '@millwright/contracts';
import { INLINE_LIMIT_BYTES } from '@millwright/event';
import { RawJson, type Id } from '@millwright/kernel';
import { replyTo, type OutgoingMessage } from '@millwright/messaging';

/** How a run ended. */
export interface EndOfRun {
  runId: Id;
  state: 'succeeded' | 'failed' | 'cancelled';
  /** JSON text, as its job shows it. */
  result: string;
  /** How many of its action runs are not final. */
  openActions: number;
  /** Whether the end of its last action run is what is told. */
  actionsEnded?: boolean;
}

/** Tells the instances at some addresses, which wait for it, how a run ended. */
export function finishedMessages(
  watchers: readonly string[] | null,
  { runId, state, result, openActions, actionsEnded = false }: EndOfRun,
): OutgoingMessage[] {
  if (watchers === null || watchers.length === 0) return [];
  const isSmall = result.length <= INLINE_LIMIT_BYTES;
  const head = {
    run_id: runId,
    state,
    open_actions: openActions,
    has_result: isSmall,
    ...(actionsEnded && { actions_ended: true }),
  };
  const body = encodeMessage(runFinished, head, isSmall ? new RawJson(result) : undefined);
  return watchers.map((address) => ({ queue: replyTo(address), id: runId, body }));
}

/** Tells the instances at some addresses that a run has started. */
export function startedMessages(
  watchers: readonly string[] | null | undefined,
  runId: Id,
): OutgoingMessage[] {
  if (!watchers || watchers.length === 0) return [];
  const body = encodeMessage(runStarted, { run_id: runId });
  return watchers.map((address) => ({ queue: replyTo(address), id: runId, body }));
}

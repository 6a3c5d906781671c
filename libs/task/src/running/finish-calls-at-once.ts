import { actionNeedsTransaction } from '@millwright/action';
import type { Database } from '@millwright/database';
import { actionRunMessage } from '@millwright/event';
import { storeCalls } from '@millwright/job';
import type { OutgoingMessage } from '@millwright/messaging';
import { finishedMessages } from '../runs/watcher-messages.ts';
import type { InTransactionPerformer } from './perform-in-transaction.ts';
import { actionRunsOf, endOfRun, openWorkOf, type RenderedTaskRun } from './rendered-task-run.ts';
import { storeFinished, type FinishedCall } from './store-finished-calls.ts';

/** What is left to finish as any other run, and what to publish of those that are finished. */
export interface FinishedCalls {
  rest: readonly RenderedTaskRun[];
  messages: OutgoingMessage[];
}

/**
 * Stores calls that came without a row, with what their runs came to. What is not plain (a failure, a place in a lane,
 * an action that acts in the database) is only stored as open work, and left to be finished as any other run; so is
 * what somebody else has stored meanwhile.
 */
export async function finishCallsAtOnce(
  database: Database,
  performer: InTransactionPerformer,
  rendered: readonly RenderedTaskRun[],
): Promise<FinishedCalls> {
  const called = rendered.filter(({ call }) => call !== undefined);
  if (called.length === 0) return { rest: rendered, messages: [] };
  const finished: FinishedCall[] = [];
  for (const run of called.filter(isPlain)) {
    const actions = await performer.performFirst(undefined, run, actionRunsOf(run));
    if (actions.some(({ state }) => state === 'failed')) continue;
    finished.push({ call: run.call!, run, actions });
  }
  const stored = await storeFinished(database, finished);
  const done = finished.filter(({ run }) => stored.has(run.eventId));
  const isDone = new Set(done.map(({ run }) => run));
  const rest = rendered.filter((run) => !isDone.has(run));
  await storeCalls(
    database,
    rest.flatMap(({ call }) => call ?? []),
  );
  return { rest, messages: done.flatMap(messagesOf) };
}

const messagesOf = ({ call, run, actions }: FinishedCall): OutgoingMessage[] => [
  ...openWorkOf(run, actions)
    .filter(({ state }) => state === 'due')
    .map((each) => actionRunMessage(each, each.priority)),
  ...finishedMessages(call.replyTo === null ? null : [call.replyTo], endOfRun(run, actions)),
];

const isPlain = ({ verdict, places, claim }: RenderedTaskRun): boolean =>
  claim === undefined &&
  verdict.error === null &&
  (places ?? []).length === 0 &&
  verdict.actions.every(({ type }) => !actionNeedsTransaction(type));

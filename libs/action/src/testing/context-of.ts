import { newId } from '@millwright/kernel';
import type { Transaction } from '@millwright/database';
import { OutboundHttp } from '@millwright/net';
import { FakeClock } from '@millwright/testing';
import type { TransactionContext } from '../action.ts';
import { RecordedEvents } from './recorded-events.ts';

/** A context of an action run; what a test cares about it gives itself. Without `sql` the database is out of reach. */
export function contextOf(over: Partial<TransactionContext> = {}): TransactionContext {
  const clock = new FakeClock();
  return {
    workspaceId: newId(),
    eventId: newId(),
    taskId: newId(),
    taskRunId: newId(),
    actionRunId: newId(),
    round: 0,
    startedAtMs: clock.now(),
    net: new OutboundHttp(),
    signal: new AbortController().signal,
    clock,
    sql: unreachable,
    events: new RecordedEvents(),
    ...over,
  };
}

const unreachable = new Proxy({} as Transaction, {
  get: (_target, name) => {
    throw new Error(`this test has no database (${String(name)})`);
  },
});

import { newId } from '@millwright/kernel';
import { GivenConnections } from '@millwright/connection/testing';
import { OutboundHttp } from '@millwright/net';
import { FakeClock } from '@millwright/testing';
import type { TransactionContext } from '../action.ts';
import type { ActionPorts } from '../ports/index.ts';
import { ShopBudgets } from '../shopify/shop-budgets.ts';
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
    sql: unreachable('database'),
    ...noActionPorts,
    events: new RecordedEvents(),
    ...over,
  };
}

const unreachable = <Port extends object>(what: string): Port =>
  new Proxy({} as Port, {
    get: (_target, name) => {
      throw new Error(`this test has no ${what} (${String(name)})`);
    },
  });

/** Ports that a test gives none of: it fails where one is used. */
export const noActionPorts: ActionPorts = {
  connections: new GivenConnections(),
  tokens: unreachable('access tokens'),
  files: unreachable('stored files'),
  printer: unreachable('printer'),
  mail: unreachable('mail room'),
  progress: unreachable('progress'),
  bulkOperations: unreachable('bulk operations'),
  shops: new ShopBudgets(),
};

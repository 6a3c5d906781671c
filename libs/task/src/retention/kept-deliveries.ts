import type { Database, Sql, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** Deliveries of a Workspace in a range of ids, of which a batch is treated. */
export interface KeptRange {
  workspaceId: Id;
  from: Id;
  to: Id;
  limit: number;
}

/**
 * The history of outgoing webhooks, as far as retention is concerned with it. Who calls it gives ids of events in their
 * order.
 */
export interface KeptDeliveries {
  ownersIn(sql: Sql, range: { from: Id; to: Id }): Promise<Id[]>;
  isUnfinished(sql: Sql, range: { from: Id; to: Id }): Promise<boolean>;
  unfinishedAmong(sql: Sql, eventIds: readonly Id[]): Promise<Id[]>;
  /** Ends all of a range that is unfinished; answers how many that were. */
  expire(database: Database, range: KeptRange): Promise<number>;
  /** Removes a batch of what has ended. */
  remove(database: Database, range: KeptRange): Promise<{ deliveries: number; attempts: number }>;
  removeOf(tx: Transaction, eventIds: readonly Id[]): Promise<void>;
}

/** Where there are no outgoing webhooks. */
export const noDeliveries: KeptDeliveries = {
  ownersIn: () => Promise.resolve([]),
  isUnfinished: () => Promise.resolve(false),
  unfinishedAmong: () => Promise.resolve([]),
  expire: () => Promise.resolve(0),
  remove: () => Promise.resolve({ deliveries: 0, attempts: 0 }),
  removeOf: () => Promise.resolve(),
};

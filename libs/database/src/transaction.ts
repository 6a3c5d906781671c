import type { EntityManager } from 'typeorm';
import type { Sql } from './sql.ts';

/** One open transaction. Everything inside goes through it, never through the database it was opened on. */
export interface Transaction extends Sql {
  /** TypeORM's repositories, in this transaction. */
  readonly manager: EntityManager;
  /**
   * For statements whose answers nobody needs: they go out with the commit, in one round trip, behind all others. They
   * are answered at once, with no rows; one that fails makes the transaction fail.
   */
  readonly atCommit: Sql;
  /** Calls back once the commit is done; a failure is logged, not thrown: what was committed stays. */
  afterCommit(then: () => void | Promise<void>): void;
}

/** How one transaction differs from the others. */
export interface TransactionOptions {
  /** Milliseconds that each statement may take; 0 is for ever. Default 30 s. */
  statementTimeoutMs?: number;
}

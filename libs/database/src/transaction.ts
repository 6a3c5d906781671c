import type { EntityManager } from 'typeorm';
import type { Sql } from './sql.ts';

/** One open transaction. Everything inside goes through it, never through the database it was opened on. */
export interface Transaction extends Sql {
  /** TypeORM's repositories, in this transaction. */
  readonly manager: EntityManager;
  /** Calls back once the commit is done; a failure is logged, not thrown: what was committed stays. */
  afterCommit(then: () => void | Promise<void>): void;
}

/** How one transaction differs from the others. */
export interface TransactionOptions {
  /** Milliseconds that each statement may take; 0 is for ever. Default 30 s. */
  statementTimeoutMs?: number;
}

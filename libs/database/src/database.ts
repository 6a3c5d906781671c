import type { DataSource } from 'typeorm';
import type { Sql } from './sql.ts';
import type { Transaction, TransactionOptions } from './transaction.ts';

/**
 * The record of everything: PostgreSQL 15 or newer, on a server or embedded. An abstract class, so that it is its own
 * token for Nest.
 *
 * `bigint` comes back as a number, `timestamptz` as a Date, `jsonb` parsed, `json` and `numeric` as text.
 * @throws DatabaseUnavailableError when the connection is what failed, QueryError when the statement is.
 */
export abstract class Database implements Sql {
  /** For repositories of entities, outside of transactions. */
  abstract readonly dataSource: DataSource;
  /** Whether this is PGlite: one session for all, so that a transaction makes every other query wait. */
  abstract readonly isEmbedded: boolean;

  /** Runs one statement, which is a transaction of its own: tried again as one. */
  abstract query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  abstract execute(text: string, params?: readonly unknown[]): Promise<number>;

  /**
   * Commits what `work` did, or nothing when it throws. Deadlocks and serialisation failures are tried again, and so
   * is a row whose week has no partition yet (which is made): `work` may run several times and has no other effects.
   */
  abstract transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;

  /** Waits for what is under way and closes every connection. */
  abstract close(): Promise<void>;
}

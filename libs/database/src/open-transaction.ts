import type { Logger } from '@millwright/observability';
import type { QueryResult } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DatabaseUnavailableError, QueryError } from './database.errors.ts';
import { databaseErrorOf, driverErrorOf } from './error-mapping.ts';
import { HeldBackSql } from './held-back-sql.ts';
import type { PooledClient } from './pooled-client.ts';
import { STATEMENT_TIMEOUT_MS } from './pooled-client.ts';
import type { Sql } from './sql.ts';
import type { Transaction, TransactionOptions } from './transaction.ts';

/** A transaction on one connection that TypeORM's query runner holds and our own queries use directly. */
export class OpenTransaction implements Transaction {
  private readonly runner: QueryRunner;
  private readonly client: PooledClient;
  private readonly callbacks: (() => void | Promise<void>)[] = [];
  private readonly heldBack = new HeldBackSql();
  private firstFailure: unknown;

  private constructor(runner: QueryRunner, client: PooledClient) {
    this.runner = runner;
    this.client = client;
  }

  /** Takes a connection and starts a transaction on it. */
  static async begin(
    dataSource: DataSource,
    { statementTimeoutMs }: TransactionOptions,
  ): Promise<OpenTransaction> {
    const runner = dataSource.createQueryRunner();
    let client: PooledClient | undefined;
    try {
      client = (await runner.connect()) as PooledClient;
      await runner.startTransaction();
      const tx = new OpenTransaction(runner, client);
      if (statementTimeoutMs !== undefined) await tx.limitStatements(statementTimeoutMs);
      return tx;
    } catch (error) {
      void client?.end();
      await runner.release();
      const mapped = databaseErrorOf(error);
      throw mapped === error ? driverErrorOf(error) : mapped;
    }
  }

  get atCommit(): Sql {
    return this.heldBack;
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]> {
    return (await this.run(text, params)).rows as Row[];
  }

  async execute(text: string, params?: readonly unknown[]): Promise<number> {
    return (await this.run(text, params)).rowCount ?? 0;
  }

  afterCommit(then: () => void | Promise<void>): void {
    this.callbacks.push(then);
  }

  async commit(): Promise<void> {
    const last = this.heldBack.statements.map(({ text, params }) => this.run(text, params));
    // All of them have to be over before the connection is anybody else's.
    const outcomes = await Promise.allSettled([...last, this.runner.commitTransaction()]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    await this.release();
  }

  /** Never throws: what matters is the error that led here. A connection that cannot roll back is closed. */
  async rollback(): Promise<void> {
    if (this.runner.isReleased) return;
    try {
      await this.runner.rollbackTransaction();
    } catch {
      void this.client.end();
    }
    await this.release();
  }

  /** What made the transaction fail, given what it failed with: statements asked at once all fail when one does. */
  causeOf(error: unknown): unknown {
    const failure = databaseErrorOf(error);
    return isAfterFailure(failure) ? (this.firstFailure ?? failure) : failure;
  }

  /** Runs what was to follow the commit, in order. */
  async callBack(logger: Logger): Promise<void> {
    for (const callback of this.callbacks) {
      try {
        await callback();
      } catch (error) {
        logger.error({ message: 'transaction.callback_failed', error });
      }
    }
  }

  private async limitStatements(timeoutMs: number): Promise<void> {
    this.client.expectStatements(timeoutMs);
    await this.run(
      `select set_config('statement_timeout', $1, true),
              set_config('idle_in_transaction_session_timeout', '0', true)`,
      [String(timeoutMs)],
    );
  }

  private async release(): Promise<void> {
    this.client.expectStatements(STATEMENT_TIMEOUT_MS);
    await this.runner.release();
  }

  private async run(text: string, params?: readonly unknown[]): Promise<QueryResult> {
    if (this.runner.isReleased) throw new DatabaseUnavailableError('the transaction is over');
    try {
      return await this.client.query(text, params as unknown[]);
    } catch (error) {
      const failure = driverErrorOf(error);
      if (!isAfterFailure(failure)) this.firstFailure ??= failure;
      throw failure;
    }
  }
}

/** What Postgres says to every statement that follows a failed one. */
const isAfterFailure = (error: unknown): boolean =>
  error instanceof QueryError && error.sqlState === '25P02';

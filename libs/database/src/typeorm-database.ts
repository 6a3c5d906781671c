import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs, timeOf } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { DatabaseUnavailableError, PartitionMissingError, QueryError } from './database.errors.ts';
import { Database } from './database.ts';
import { driverErrorOf } from './error-mapping.ts';
import { OpenTransaction } from './open-transaction.ts';
import { createPartitions } from './partitions/create-partitions.ts';
import { mondayOf } from './partitions/partition.ts';
import { TransactionScope } from './transaction-scope.ts';
import type { Transaction, TransactionOptions } from './transaction.ts';

type Work<T> = (tx: Transaction) => Promise<T>;

const MAX_CONFLICTS = 5;

/** The database over TypeORM's pool: queries go straight to the driver, transactions share theirs with TypeORM. */
export class TypeormDatabase extends Database {
  readonly dataSource: DataSource;
  readonly isEmbedded: boolean;
  private readonly pool: Pool;
  private readonly logger: Logger;
  private readonly scope = new TransactionScope();

  constructor(dataSource: DataSource, isEmbedded: boolean, logger: Logger) {
    super();
    this.dataSource = dataSource;
    this.isEmbedded = isEmbedded;
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
    this.logger = logger;
  }

  override async query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]> {
    return (await this.retried(() => this.runOnce(text, params))).rows as Row[];
  }

  override async execute(text: string, params?: readonly unknown[]): Promise<number> {
    return (await this.retried(() => this.runOnce(text, params))).rowCount ?? 0;
  }

  override transaction<T>(work: Work<T>, options: TransactionOptions = {}): Promise<T> {
    return this.retried(() => this.transactOnce(work, options));
  }

  override async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async runOnce(text: string, params?: readonly unknown[]): Promise<QueryResult> {
    this.scope.refuseInside();
    const client = await this.connect();
    try {
      const result = await client.query(text, params as unknown[]);
      client.release();
      return result;
    } catch (error) {
      const mapped = driverErrorOf(error);
      client.release(mapped instanceof DatabaseUnavailableError);
      throw mapped;
    }
  }

  private async connect(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw driverErrorOf(error);
    }
  }

  private async transactOnce<T>(work: Work<T>, options: TransactionOptions): Promise<T> {
    this.scope.refuseInside();
    const tx = await OpenTransaction.begin(this.dataSource, options);
    let result: T;
    try {
      result = await this.scope.run(() => work(tx));
      await tx.commit();
    } catch (error) {
      await tx.rollback();
      throw tx.causeOf(error);
    }
    await tx.callBack(this.logger);
    return result;
  }

  /** Tries again after a conflict, up to a limit, and after making a missing week, once each. */
  private async retried<T>(once: () => Promise<T>): Promise<T> {
    const weeksMade = new Set<number>();
    for (let conflicts = 0; ;) {
      try {
        return await once();
      } catch (error) {
        if (error instanceof PartitionMissingError) {
          const monday = mondayOf(timeOf(error.id));
          if (weeksMade.has(monday)) throw error;
          weeksMade.add(monday);
          await createPartitions(this, [monday]);
        } else if (isConflict(error) && conflicts < MAX_CONFLICTS) {
          conflicts += 1;
          await delay(backoffMs(conflicts, { firstMs: 10, capMs: 250 }));
        } else {
          throw error;
        }
      }
    }
  }
}

const isConflict = (error: unknown): boolean =>
  error instanceof QueryError && error.code === 'query_conflict';

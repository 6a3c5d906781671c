import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseUnavailableError } from './database.errors.ts';
import type { Database } from './database.ts';
import { driverErrorOf } from './error-mapping.ts';
import { migrations } from './migrations/index.ts';
import { PooledClient } from './pooled-client.ts';
import { PreparedStatements } from './prepared-statements.ts';
import { typeParsers } from './type-parsers.ts';
import { TypeormDatabase } from './typeorm-database.ts';
import { TypeormLogger } from './typeorm-logger.ts';

/** A class with TypeORM's `@Entity`. */
export type EntityClass = new (...args: never[]) => object;

/** How {@link openDatabase} connects. */
export interface DatabaseOptions {
  url: string;
  /** Connections at most. Embedded Postgres has one session, so there it is always one. */
  poolSize: number;
  /** Entity classes for `dataSource` and `manager`. */
  entities: readonly EntityClass[];
  logger: Logger;
  /** How long to keep trying while the database is away. Default 30 s. */
  waitMs?: number;
  /** Shown in `pg_stat_activity`. Default `millwright`. */
  applicationName?: string;
  /** True for a process that says the same few statements again and again: they are planned once, and by index. */
  keepsPlans?: boolean;
}

const ACQUIRE_TIMEOUT_MS = 30_000;
const SLOW_QUERY_MS = 1_000;

/**
 * Of a few small statements planning is the most expensive part. A plan that is kept has to be by index, also where it
 * was made while the table was empty, as that of open work often is; and what has none is not to be compiled for it.
 */
const KEPT_PLANS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';

/**
 * Connects and answers the database; it is not migrated by this.
 * @throws DatabaseUnavailableError when it stays away for `waitMs`.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const giveUpAt = Date.now() + (options.waitMs ?? 30_000);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connect(options);
    } catch (error) {
      const waitMs = backoffMs(attempt);
      if (!(error instanceof DatabaseUnavailableError) || Date.now() + waitMs > giveUpAt) {
        throw error;
      }
      options.logger.warn({ message: 'database.awaited', attempt, wait_ms: waitMs, error });
      await delay(waitMs);
    }
  }
}

async function connect(options: DatabaseOptions): Promise<Database> {
  const isEmbedded = new URL(options.url).searchParams.has(EMBEDDED_MARK);
  const dataSource = dataSourceOf(options, isEmbedded);
  try {
    await dataSource.initialize();
  } catch (error) {
    throw driverErrorOf(error);
  }
  return new TypeormDatabase(dataSource, isEmbedded, options.logger);
}

function dataSourceOf(options: DatabaseOptions, isEmbedded: boolean): DataSource {
  const { url, entities, logger, applicationName = 'millwright', keepsPlans = false } = options;
  return new DataSource({
    type: 'postgres',
    driver: pg,
    url,
    poolSize: isEmbedded ? 1 : options.poolSize,
    applicationName,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    installExtensions: false,
    logger: new TypeormLogger(logger),
    logging: ['warn'],
    maxQueryExecutionTime: SLOW_QUERY_MS,
    connectTimeoutMS: ACQUIRE_TIMEOUT_MS,
    poolErrorHandler: (error) => logger.warn({ message: 'database.connection_lost', error }),
    extra: {
      Client: PooledClient,
      prepared: isEmbedded ? undefined : new PreparedStatements(),
      types: typeParsers,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      ...(keepsPlans && !isEmbedded && { options: KEPT_PLANS }),
    },
  });
}

/** Parameter of the addresses that {@link startEmbeddedPostgres} gives out. */
export const EMBEDDED_MARK = 'millwright_embedded';

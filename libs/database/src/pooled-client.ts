import type { Writable } from 'node:stream';
import pg from 'pg';
import { QueryError } from './database.errors.ts';
import { FirstStatement, isStart, withStart } from './first-statement.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** Statements that take longer are cancelled by the server; the driver waits a little more, then gives up on it. */
export const STATEMENT_TIMEOUT_MS = 30_000;
const GRACE_MS = 5_000;

type Query = (text: unknown, values?: unknown, callback?: unknown) => Promise<unknown>;
type Results = pg.QueryResult | pg.QueryResult[];

/**
 * A connection of the pool. Its time limit covers connecting alone, where the pool's covers waiting in line too.
 * Statements go out without waiting for those before, and the start of a transaction with its first statement: over a
 * network, and on a busy machine, round trips are most of what a small transaction takes.
 */
export class PooledClient extends pg.Client {
  private isStartHeld = false;
  private isHoldingWrites = false;
  private readonly send: Query;

  constructor(config: pg.ClientConfig) {
    const settings = {
      ...config,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + GRACE_MS,
      pipeline: true,
    };
    super(settings);
    this.send = this.query.bind(this) as Query;
    this.query = ((...args: Parameters<Query>) => this.ask(...args)) as pg.Client['query'];
    // Without a listener a lost connection would end the process; the query under way rejects by itself.
    this.on('error', () => {});
  }

  /** How long the driver waits for a statement that the server allows so long; 0 is for ever. */
  expectStatements(timeoutMs: number): void {
    const { connectionParameters } = this as unknown as DriverInternals;
    connectionParameters.query_timeout = timeoutMs === 0 ? 0 : timeoutMs + GRACE_MS;
  }

  /** What is asked within one tick goes out in one write: on loopback a write costs as much as the statement in it. */
  private holdWrites(): void {
    if (this.isHoldingWrites) return;
    this.isHoldingWrites = true;
    const { stream } = (this as unknown as DriverInternals).connection;
    stream.cork();
    process.nextTick(() => {
      this.isHoldingWrites = false;
      stream.uncork();
    });
  }

  private ask(...args: Parameters<Query>): Promise<unknown> {
    this.holdWrites();
    const [text, values] = args;
    if (isStart(text)) {
      this.isStartHeld = true;
      return Promise.resolve(NOTHING);
    }
    const isFirst = this.isStartHeld && typeof text === 'string';
    this.isStartHeld &&= !isFirst;
    if (text === 'COMMIT') return isFirst ? Promise.resolve(NOTHING) : this.commit();
    if (text === 'ROLLBACK' && isFirst) return Promise.resolve(NOTHING);
    return isFirst ? this.sendFirst(text, values as unknown[] | undefined) : this.send(...args);
  }

  private async sendFirst(text: string, values: unknown[] | undefined): Promise<unknown> {
    const hasValues = values !== undefined && values.length > 0;
    const results = hasValues
      ? await new Promise<Results>((resolve, reject) => {
          const statement = new FirstStatement(text, values);
          const settle = (error: Error | null, all: Results) => (error ? reject(error) : resolve(all));
          void this.send(statement, settle);
        })
      : ((await this.send(withStart(text))) as Results);
    const [, ...own] = results as pg.QueryResult[];
    return own.length === 1 ? own[0] : own;
  }

  /** A transaction in which a statement failed ends with a rollback, which the server does not call an error. */
  private async commit(): Promise<unknown> {
    const result = (await this.send('COMMIT')) as pg.QueryResult;
    if (result.command === 'COMMIT') return result;
    throw new QueryError({
      message: 'the transaction was rolled back, because a statement in it had failed',
      sqlState: '25P02',
    });
  }
}

const NOTHING = { command: '', rowCount: 0, rows: [], fields: [], oid: 0 };

interface DriverInternals {
  connection: { stream: Writable };
  connectionParameters: { query_timeout: number };
}

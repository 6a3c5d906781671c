import type { Writable } from 'node:stream';
import pg from 'pg';
import { QueryError } from './database.errors.ts';
import { FirstStatement, START, START_NAME } from './first-statement.ts';
import type { PreparedStatements } from './prepared-statements.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** Statements that take longer are cancelled by the server; the driver waits a little more, then gives up on it. */
export const STATEMENT_TIMEOUT_MS = 30_000;
const GRACE_MS = 5_000;

/** How a connection of the pool is made. */
export interface PooledClientConfig extends pg.ClientConfig {
  /** Missing where several clients share one session and with it their names: nothing is prepared there. */
  prepared?: PreparedStatements | undefined;
}

/**
 * A connection of the pool. Its time limit covers connecting alone, where the pool's covers waiting in line too.
 * Statements go out without waiting for those before, in one write a tick, and the start of a transaction with its
 * first statement: over a network, and on a busy machine, round trips are most of what a small transaction takes.
 */
export class PooledClient extends pg.Client {
  private readonly prepared: PreparedStatements | undefined;
  private readonly send: Send;
  private isStartPrepared = false;
  private isStartHeld = false;
  private isHoldingWrites = false;

  constructor(config: PooledClientConfig) {
    const settings = {
      ...config,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + GRACE_MS,
      pipeline: true,
    };
    super(settings);
    this.prepared = config.prepared;
    this.send = this.query.bind(this);
    this.query = ((...args: Parameters<Send>) => this.ask(...args)) as pg.Client['query'];
    // Without a listener a lost connection would end the process; the query under way rejects by itself.
    this.on('error', () => {});
  }

  /** How long the driver waits for a statement that the server allows so long; 0 is for ever. */
  expectStatements(timeoutMs: number): void {
    const { connectionParameters } = this as unknown as DriverInternals;
    connectionParameters.query_timeout = timeoutMs === 0 ? 0 : timeoutMs + GRACE_MS;
  }

  private ask(...args: Parameters<Send>): Promise<unknown> {
    this.holdWrites();
    const [text, values, callback] = args;
    if (typeof text !== 'string') return this.send(...args);
    if (text === START) return this.start();
    const isFirst = this.isStartHeld;
    this.isStartHeld = false;
    if (isFirst && isEnd(text)) return Promise.resolve(NOTHING);
    if (text === COMMIT) return this.commit();
    const name = values === undefined ? undefined : this.prepared?.nameOf(text);
    const statement = { text, values: values as unknown[] | undefined, name };
    return isFirst ? this.sendFirst(statement) : this.send(statement, callback);
  }

  /** Holds the start back until there is something to do in the transaction. */
  private async start(): Promise<unknown> {
    this.isStartHeld = this.isStartPrepared;
    if (this.isStartHeld) return NOTHING;
    const started = await this.send({ text: START, name: this.prepared && START_NAME });
    this.isStartPrepared = this.prepared !== undefined;
    return started;
  }

  private async sendFirst(statement: pg.QueryConfig): Promise<unknown> {
    const hasValues = statement.values !== undefined && statement.values.length > 0;
    const [, ...own] = hasValues
      ? await this.sendStartAnd(statement)
      : ((await this.send(`${START};${statement.text}`)) as pg.QueryResult[]);
    return own.length === 1 ? own[0] : own;
  }

  private sendStartAnd(statement: pg.QueryConfig): Promise<pg.QueryResult[]> {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, results: pg.QueryResult[]): void =>
        error ? reject(error) : resolve(results);
      void this.send(new FirstStatement(statement), settle);
    });
  }

  /** A transaction in which a statement failed ends with a rollback, which the server does not call an error. */
  private async commit(): Promise<unknown> {
    const result = (await this.send(COMMIT)) as pg.QueryResult;
    if (result.command === COMMIT) return result;
    throw new QueryError({
      message: 'the transaction was rolled back, because a statement in it had failed',
      sqlState: '25P02',
    });
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
}

type Send = (statement: unknown, values?: unknown, callback?: unknown) => Promise<unknown>;

const COMMIT = 'COMMIT';
const isEnd = (text: string): boolean => text === COMMIT || text === 'ROLLBACK';
const NOTHING = { command: '', rowCount: 0, rows: [], fields: [], oid: 0 };

interface DriverInternals {
  connection: { stream: Writable };
  connectionParameters: { query_timeout: number };
}

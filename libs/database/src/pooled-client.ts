import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** Statements that take longer are cancelled by the server; the driver waits a little more, then gives up on it. */
export const STATEMENT_TIMEOUT_MS = 30_000;
const GRACE_MS = 5_000;

/** A connection of the pool. Its time limit covers connecting alone, where the pool's covers waiting in line too. */
export class PooledClient extends pg.Client {
  constructor(config: pg.ClientConfig) {
    super({
      ...config,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + GRACE_MS,
    });
    // Without a listener a lost connection would end the process; the query under way rejects by itself.
    this.on('error', () => {});
  }

  /** How long the driver waits for a statement that the server allows so long; 0 is for ever. */
  expectStatements(timeoutMs: number): void {
    const { connectionParameters } = this as unknown as DriverInternals;
    connectionParameters.query_timeout = timeoutMs === 0 ? 0 : timeoutMs + GRACE_MS;
  }
}

interface DriverInternals {
  connectionParameters: { query_timeout: number };
}

import pg from 'pg';

/** The start of a transaction as TypeORM writes it. */
export const START = 'START TRANSACTION';
/** What it is prepared as on each connection. */
export const START_NAME = 'start';

/**
 * A statement with parameters that starts its transaction first, in the same round trip. Both go before one Sync: where
 * the start fails, the server skips the statement, so that it can never commit by itself. Answers two results. The
 * start must have been prepared: the driver takes the first answer to a Parse for that of the statement itself.
 */
export class FirstStatement extends pg.Query {
  /** Called by the driver. */
  prepare(connection: Wire): void {
    connection.bind({ statement: START_NAME });
    connection.execute({});
    (pg.Query.prototype as unknown as Preparing).prepare.call(this, connection);
  }
}

interface Wire {
  bind(message: { statement: string }): void;
  execute(message: object): void;
}

interface Preparing {
  prepare(connection: Wire): void;
}

import pg from 'pg';

const START = 'START TRANSACTION';

/**
 * A statement that starts its transaction first, in the same round trip. Both go before one Sync: where the start
 * fails, the server skips the statement, so that it can never commit by itself. Answers two results.
 */
export class FirstStatement extends pg.Query {
  /** Called by the driver for a statement with parameters. */
  prepare(connection: Wire): void {
    connection.parse({ text: START });
    connection.bind({});
    connection.execute({});
    (pg.Query.prototype as unknown as Preparing).prepare.call(this, connection);
  }
}

/** The text of both for a statement without parameters, which may be several. */
export const withStart = (text: string): string => `${START};${text}`;

interface Wire {
  parse(message: { text: string }): void;
  bind(message: object): void;
  execute(message: object): void;
}

interface Preparing {
  prepare(connection: Wire): void;
}

/** Whether a statement is the start of a transaction, as TypeORM writes it. */
export const isStart = (text: unknown): boolean => text === START;

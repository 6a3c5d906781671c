import type { ErrorKind } from '@millwright/kernel';
import { MillwrightError } from '@millwright/kernel';

const databaseErrors = {
  database_unavailable: { fault: 'ours', retry: true },
  query_failed: { fault: 'ours', retry: false },
  query_conflict: { fault: 'ours', retry: true },
  query_timeout: { fault: 'ours', retry: true },
  query_outside_transaction: { fault: 'ours', retry: false },
  unique_violation: { fault: 'ours', retry: false },
  partition_missing: { fault: 'ours', retry: true },
} as const satisfies Record<string, ErrorKind>;

/** Postgres cannot be reached, refuses connections, or the connection broke: whether a commit landed is unknown. */
export class DatabaseUnavailableError extends MillwrightError {
  readonly code = 'database_unavailable';

  constructor(detail: string, options?: ErrorOptions) {
    super(
      `The database cannot be reached (${detail}). Check that Postgres is up and DATABASE_URL names it.`,
      databaseErrors.database_unavailable,
      options,
    );
  }
}

/** What Postgres says about a failed statement, less the values of rows and parameters. */
export interface QueryFailure {
  message: string;
  /** SQLSTATE, five characters. */
  sqlState: string;
  table?: string | undefined;
  constraint?: string | undefined;
}

/** Postgres refused a statement. */
export class QueryError extends MillwrightError {
  readonly code: keyof typeof databaseErrors;
  readonly sqlState: string;
  readonly table: string | undefined;
  readonly constraint: string | undefined;

  constructor(
    { message, sqlState, table, constraint }: QueryFailure,
    code: keyof typeof databaseErrors = 'query_failed',
  ) {
    super(`${message} (SQLSTATE ${sqlState})`, databaseErrors[code]);
    this.code = code;
    this.sqlState = sqlState;
    this.table = table;
    this.constraint = constraint;
  }
}

/** A row with this key exists already; `constraint` names the unique index. */
export class UniqueViolationError extends QueryError {
  constructor(failure: QueryFailure) {
    super(failure, 'unique_violation');
  }
}

/** The week of this id has no partition yet. Seen only by who makes it: transactions are tried again by themselves. */
export class PartitionMissingError extends QueryError {
  readonly id: string;

  constructor(failure: QueryFailure, id: string) {
    super(failure, 'partition_missing');
    this.id = id;
  }
}

/** A query went to the database while a transaction of the same call was open: embedded, both would wait for ever. */
export class QueryOutsideTransactionError extends MillwrightError {
  readonly code = 'query_outside_transaction';

  constructor() {
    super(
      'A query inside a transaction must go through the transaction. Pass `tx` on to what makes it.',
      databaseErrors.query_outside_transaction,
    );
  }
}

import { MillwrightError, messageOf } from '@millwright/kernel';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import {
  DatabaseUnavailableError,
  PartitionMissingError,
  QueryError,
  UniqueViolationError,
} from './database.errors.ts';
import { isPartitioned } from './partitions/partition.ts';

const UUID_V7 = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Our error for what the driver or TypeORM threw. What is neither's passes through, as do mistakes in our own code. */
export function databaseErrorOf(thrown: unknown): unknown {
  if (thrown instanceof MillwrightError) return thrown;
  if (thrown instanceof QueryFailedError) return driverErrorOf(thrown.driverError);
  return thrown;
}

/**
 * Our error for what a query of the driver rejected with. Whatever did not come from Postgres as an error message is
 * trouble with the connection: the driver gives those no code.
 */
export function driverErrorOf(thrown: unknown): unknown {
  if (thrown instanceof MillwrightError || thrown instanceof TypeError) return thrown;
  if (!(thrown instanceof pg.DatabaseError) || thrown.code === undefined) {
    return new DatabaseUnavailableError(reasonOf(thrown), { cause: thrown });
  }
  return queryErrorOf(thrown, thrown.code);
}

function queryErrorOf(error: pg.DatabaseError, sqlState: string): MillwrightError {
  const { message, table, constraint, detail } = error;
  const failure = { message, sqlState, table, constraint };
  if (isServerTrouble(sqlState)) return new DatabaseUnavailableError(message, { cause: error });
  switch (sqlState) {
    case '23505':
      return new UniqueViolationError(failure);
    case '23514': {
      const id = UUID_V7.exec(detail ?? '')?.[0];
      const isMissing = constraint === undefined && table !== undefined && isPartitioned(table);
      return isMissing && id ? new PartitionMissingError(failure, id) : new QueryError(failure);
    }
    case '40001':
    case '40P01':
      return new QueryError(failure, 'query_conflict');
    case '57014':
    case '55P03':
      return new QueryError(failure, 'query_timeout');
    default:
      return new QueryError(failure);
  }
}

/**
 * Connection exceptions, shutdown and start-up of the server, ended sessions; and what a server cannot do for want of
 * disk, memory or connections, or because of its hardware: none of it is the statement's fault, and it passes.
 */
const isServerTrouble = (sqlState: string): boolean =>
  sqlState.startsWith('08') ||
  sqlState.startsWith('53') ||
  ['57P01', '57P02', '57P03', '57P05', '25P03', '58000', '58030'].includes(sqlState);

const reasonOf = (thrown: unknown): string => {
  const { code } = thrown as { code?: unknown };
  return messageOf(thrown) || (typeof code === 'string' ? code : 'no reason given');
};

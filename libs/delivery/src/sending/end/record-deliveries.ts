import { updateRows, type Sql } from '@millwright/database';
import type { NextAttempt } from '../attempt/next-attempt.ts';
import type { EndedAttempt } from './ended-attempt.ts';

/** An attempt's end with what follows. */
export interface DecidedEnd extends EndedAttempt {
  next: NextAttempt;
  now: Date;
}

const stateOf = ({ next }: DecidedEnd): string => (next.is === 'retried' ? 'open' : next.is);

/** Tells deliveries what came of their attempts. */
export const recordDeliveries = (sql: Sql, ends: readonly DecidedEnd[]): Promise<void> =>
  updateRows<DecidedEnd>(sql, {
    table: 'deliveries',
    key: ({ claimed }) => claimed.deliveryId,
    columns: {
      state: ['text', stateOf],
      attempts: ['integer', ({ claimed }) => claimed.number],
      last_status_code: ['integer', ({ result }) => result.statusCode],
      error_code: ['text', ({ result }) => result.error?.code ?? null],
      error_message: ['text', ({ result }) => result.error?.message ?? null],
      started_at: ['timestamptz', ({ claimed }) => claimed.startedAt],
      stopped_at: ['timestamptz', ({ next, now }) => (next.is === 'retried' ? null : now)],
    },
    set: `state = v.state, attempts = v.attempts, last_status_code = v.last_status_code,
      error_code = v.error_code, error_message = v.error_message,
      started_at = coalesce(t.started_at, v.started_at), stopped_at = v.stopped_at`,
    rows: ends,
  });

import { updateRows, type Sql } from '@millwright/database';
import { attemptIdOf } from '../../history/delivery-ids.ts';
import type { EndedAttempt } from './ended-attempt.ts';

const json = (value: object | null): string | null =>
  value === null ? null : JSON.stringify(value);

/** Completes the rows of attempts. */
export const recordAttempts = (sql: Sql, ended: readonly EndedAttempt[]): Promise<void> =>
  updateRows<EndedAttempt>(sql, {
    table: 'attempts',
    key: ({ claimed }) => attemptIdOf(claimed.deliveryId, claimed.number),
    columns: {
      url: ['text', ({ result }) => result.url],
      duration_ms: ['integer', ({ result }) => result.durationMs],
      status_code: ['integer', ({ result }) => result.statusCode],
      request_headers: ['jsonb', ({ result }) => json(result.requestHeaders)],
      response_headers: ['jsonb', ({ result }) => json(result.responseHeaders)],
      response_body: ['text', ({ result }) => result.responseBody],
      is_truncated: ['boolean', ({ result }) => result.isTruncated],
      remote_address: ['text', ({ result }) => result.remoteAddress],
      error_code: ['text', ({ result }) => result.error?.code ?? null],
      error_message: ['text', ({ result }) => result.error?.message ?? null],
    },
    rows: ended,
  });

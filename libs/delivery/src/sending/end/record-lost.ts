import type { Sql } from '@millwright/database';
import { attemptIdOf } from '../../history/delivery-ids.ts';
import type { EndedAttempt } from './ended-attempt.ts';

/** Completes the attempts of deliveries that were cancelled meanwhile; one that counts as interrupted stays so. */
export async function recordLost(sql: Sql, lost: readonly EndedAttempt[]): Promise<void> {
  for (const { claimed, result } of lost) {
    await sql.execute(
      `update attempts set duration_ms = $2, status_code = $3, remote_address = $4, error_code = $5,
         error_message = $6 where id = $1 and duration_ms is null`,
      [
        attemptIdOf(claimed.deliveryId, claimed.number),
        result.durationMs,
        result.statusCode,
        result.remoteAddress,
        result.error?.code ?? null,
        result.error?.message ?? null,
      ],
    );
  }
}

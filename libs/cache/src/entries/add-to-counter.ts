import type { Id } from '@millwright/kernel';
import type { Sql } from '@millwright/database';

/** A counter after its change. */
export interface Counted {
  value: string;
  ttl_seconds: number;
  expires_at: Date;
}

/**
 * A missing or expired key counts as 0. The `case` keeps the cast away from values that are no integers; more than 17
 * digits can never come back into the range, whatever is added.
 */
const ADD = `
  insert into cache_entries as entry (workspace_id, key, value, ttl_seconds, expires_at, updated_at)
  values ($1, $2, $3, $4, statement_timestamp() + make_interval(secs => $4::integer), statement_timestamp())
  on conflict (workspace_id, key) do update
  set value = case when entry.expires_at <= statement_timestamp() then excluded.value
                   else (entry.value::numeric + excluded.value::numeric)::text end,
      ttl_seconds = excluded.ttl_seconds, expires_at = excluded.expires_at,
      updated_at = excluded.updated_at
  where case when entry.expires_at <= statement_timestamp() then true
             when entry.value ~ '^-?[0-9]{1,17}$'
               then abs(entry.value::numeric + excluded.value::numeric) <= 9007199254740991
             else false end
  returning value, ttl_seconds, expires_at`;

/** Adds to a counter in one statement. Undefined, and nothing changed, when the sum is out of range or was no integer. */
export async function addToCounter(
  sql: Sql,
  workspaceId: Id,
  { key, amount, ttl }: { key: string; amount: number; ttl: number },
): Promise<Counted | undefined> {
  const [counted] = await sql.query<Counted>(ADD, [workspaceId, key, String(amount), ttl]);
  return counted;
}

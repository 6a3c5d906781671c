import type { Id } from '@millwright/kernel';
import type { Sql } from '@millwright/database';

/** An entry that has not expired. `value` is compact JSON text, `ttl` the seconds it was last given. */
export interface CacheEntryView {
  key: string;
  value: string;
  ttl: number;
  expiresAt: Date;
  updatedAt: Date;
}

/** The entry under a key; undefined when it is missing or expired. */
export async function readEntry(
  sql: Sql,
  workspaceId: Id,
  key: string,
): Promise<CacheEntryView | undefined> {
  const [entry] = await sql.query<CacheEntryView>(
    `select key, value, ttl_seconds as ttl, expires_at as "expiresAt", updated_at as "updatedAt"
     from cache_entries
     where workspace_id = $1 and key = $2 and expires_at > statement_timestamp()`,
    [workspaceId, key],
  );
  return entry;
}

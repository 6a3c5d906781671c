import type { Id } from '@millwright/kernel';
import type { Sql } from '@millwright/database';

/** What a write left behind. */
export interface StoredEntry {
  ttl_seconds: number;
  expires_at: Date;
}

const INSERT = `
  insert into cache_entries as entry (workspace_id, key, value, ttl_seconds, expires_at, updated_at)
  values ($1, $2, $3, $4, statement_timestamp() + make_interval(secs => $4::integer), statement_timestamp())
  on conflict (workspace_id, key) do update
  set value = excluded.value, ttl_seconds = excluded.ttl_seconds,
      expires_at = excluded.expires_at, updated_at = excluded.updated_at`;
const RETURNING = ' returning ttl_seconds, expires_at';

/** Stores a value under its key, whatever was there; the TTL starts anew. */
export async function storeValue(
  sql: Sql,
  workspaceId: Id,
  { key, value, ttl }: { key: string; value: string; ttl: number },
): Promise<StoredEntry> {
  const [stored] = await sql.query<StoredEntry>(INSERT + RETURNING, [workspaceId, key, value, ttl]);
  return stored!;
}

/** Stores a value only where the key is missing or expired; undefined when it was there and so nothing changed. */
export async function storeMissingValue(
  sql: Sql,
  workspaceId: Id,
  { key, value, ttl }: { key: string; value: string; ttl: number },
): Promise<StoredEntry | undefined> {
  const onlyExpired = ' where entry.expires_at <= statement_timestamp()';
  const [stored] = await sql.query<StoredEntry>(INSERT + onlyExpired + RETURNING, [
    workspaceId,
    key,
    value,
    ttl,
  ]);
  return stored;
}

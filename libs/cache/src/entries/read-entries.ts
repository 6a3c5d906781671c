import type { Id } from '@millwright/kernel';
import type { Sql } from '@millwright/database';
import { CacheError } from '../cache.errors.ts';
import { MAX_CACHE_BYTES_READ, MAX_CACHE_ENTRIES_READ } from './cache.rules.ts';

const LIVE = 'workspace_id = $1 and expires_at > statement_timestamp()';

/** Every `[key, JSON text]` in key order. @throws CacheError size_limit past what may be read at once. */
export async function readEntries(sql: Sql, workspaceId: Id): Promise<[string, string][]> {
  const [size] = await sql.query<{ count: number; bytes: number }>(
    `select count(*)::integer as count, coalesce(sum(octet_length(value)), 0)::float8 as bytes
     from cache_entries where ${LIVE}`,
    [workspaceId],
  );
  if (size!.count > MAX_CACHE_ENTRIES_READ || size!.bytes > MAX_CACHE_BYTES_READ) {
    throw new CacheError(
      'size_limit',
      `the cache holds ${size!.count} entries of ${size!.bytes} bytes together; a run may walk over at most ` +
        `${MAX_CACHE_ENTRIES_READ} entries of ${MAX_CACHE_BYTES_READ} bytes: read single keys instead`,
    );
  }
  const entries = await sql.query<{ key: string; value: string }>(
    `select key, value from cache_entries where ${LIVE} order by key limit ${MAX_CACHE_ENTRIES_READ}`,
    [workspaceId],
  );
  return entries.map(({ key, value }) => [key, value]);
}

import type { Id } from '@millwright/kernel';
import type { Sql } from '@millwright/database';

/** Which entries to list: those whose key begins with `prefix` and sorts after `after`. */
export interface CacheListing {
  prefix?: string;
  after?: string;
  limit: number;
}

/** An entry as a list shows it. `value` is null when it has more than 4 KB: read the entry by its key. */
export interface CacheEntryLine {
  key: string;
  value: string | null;
  bytes: number;
  ttl: number;
  expiresAt: Date;
  updatedAt: Date;
}

const MAX_LISTED_VALUE_BYTES = 4_096;

/** `~` sorts after every character of a key, so that the prefix is a range of the primary key. */
const LIST = `
  select key, octet_length(value) as bytes,
         case when octet_length(value) <= ${MAX_LISTED_VALUE_BYTES} then value end as value,
         ttl_seconds as ttl, expires_at as "expiresAt", updated_at as "updatedAt"
  from cache_entries
  where workspace_id = $1 and key >= $2 and key < $2 || '~' and key > $3
    and expires_at > statement_timestamp()
  order by key
  limit $4`;

/** A page of entries in key order; the last key is the next page's `after`. */
export function listEntries(
  sql: Sql,
  workspaceId: Id,
  { prefix = '', after = '', limit }: CacheListing,
): Promise<CacheEntryLine[]> {
  // PostgreSQL text holds no NUL, and no key does.
  if (`${prefix}${after}`.includes('\u0000')) return Promise.resolve([]);
  return sql.query<CacheEntryLine>(LIST, [workspaceId, prefix, after, limit]);
}

import type { Sql } from '@millwright/database';

/** `skip locked` and the second look at the time: an entry that is being written again is left alone. */
const PURGE = `
  delete from cache_entries
  where (workspace_id, key) in (
      select workspace_id, key from cache_entries
      where expires_at <= statement_timestamp()
      order by expires_at limit $1
      for update skip locked)
    and expires_at <= statement_timestamp()`;

/** Deletes at most `limit` rows that nobody can read any more, and says how many. */
export const purgeExpiredEntries = (sql: Sql, limit: number): Promise<number> =>
  sql.execute(PURGE, [limit]);

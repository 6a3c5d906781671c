import type { Sql } from '@millwright/database';

/** Events may wait so long to be routed, and still find the keys of those that they are duplicates of. */
const LATE = `interval '6 hours'`;

/** Deletes keys whose window is long over, at most `limit` of them; answers how many. Any number may ask at once. */
export const purgeKeys = (sql: Sql, limit: number): Promise<number> =>
  sql.execute(
    `delete from dedupe_keys where (webhook_id, key) in (
       select webhook_id, key from dedupe_keys where expires_at < now() - ${LATE}
       order by expires_at limit $1 for update skip locked)`,
    [limit],
  );

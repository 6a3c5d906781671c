import { Injectable } from '@nestjs/common';
import type { Id } from '@millwright/kernel';
import type { Sql } from '@millwright/database';
import type { CacheCommand, CacheOutcome } from './cache-command.ts';
import { type CacheEntryLine, type CacheListing, listEntries } from './list-entries.ts';
import { purgeExpiredEntries } from './purge-entries.ts';
import { readEntries } from './read-entries.ts';
import { type CacheEntryView, readEntry } from './read-entry.ts';
import { runCacheCommand } from './run-cache-command.ts';

export type { CacheEntryLine, CacheEntryView, CacheListing };

/** The cache of every Workspace. Each method works on the connection, or within the transaction, it is given. */
@Injectable()
export class CacheStore {
  /** Performs one command atomically; what breaks a rule is answered, not thrown. */
  run(sql: Sql, workspaceId: Id, command: CacheCommand): Promise<CacheOutcome> {
    return runCacheCommand(sql, workspaceId, command);
  }

  /** The entry under a key; undefined when it is missing or expired. */
  entry(sql: Sql, workspaceId: Id, key: string): Promise<CacheEntryView | undefined> {
    return readEntry(sql, workspaceId, key);
  }

  /** Every `[key, JSON text]` in key order, for scripts. @throws CacheError size_limit past what may be read at once. */
  entries(sql: Sql, workspaceId: Id): Promise<[string, string][]> {
    return readEntries(sql, workspaceId);
  }

  /** A page of entries in key order, for the API; values above 4 KB are left out (null). */
  list(sql: Sql, workspaceId: Id, listing: CacheListing): Promise<CacheEntryLine[]> {
    return listEntries(sql, workspaceId, listing);
  }

  /** Deletes everything of a Workspace that is being deleted. */
  async clear(sql: Sql, workspaceId: Id): Promise<void> {
    await sql.execute('delete from cache_entries where workspace_id = $1', [workspaceId]);
  }

  /** Deletes at most `limit` expired rows, of any Workspace, and says how many; call until it is fewer. */
  purgeExpired(sql: Sql, limit: number): Promise<number> {
    return purgeExpiredEntries(sql, limit);
  }
}

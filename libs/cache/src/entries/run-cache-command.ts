import type { Id } from '@millwright/kernel';
import type { Sql } from '@millwright/database';
import { addToCounter } from './add-to-counter.ts';
import type { CacheCommand, CacheOutcome } from './cache-command.ts';
import {
  cacheAmountFault,
  cacheKeyFault,
  cacheTtlFault,
  cacheValueFault,
  compactCacheValue,
  MAX_CACHE_TTL_SECONDS,
} from './cache.rules.ts';
import { readEntry } from './read-entry.ts';
import { type StoredEntry, storeMissingValue, storeValue } from './store-value.ts';

/**
 * Performs one command, atomically and within the caller's transaction, if `sql` is one. What breaks a rule is
 * answered, not thrown, and changes nothing.
 */
export async function runCacheCommand(
  sql: Sql,
  workspaceId: Id,
  command: CacheCommand,
): Promise<CacheOutcome> {
  const fault = cacheKeyFault(command.key);
  if (fault !== undefined) return refused('key', fault);
  if (command.name === 'del') return deleteEntry(sql, workspaceId, command.key);

  const ttl = command.ttl ?? MAX_CACHE_TTL_SECONDS;
  const ttlFault = cacheTtlFault(ttl);
  if (ttlFault !== undefined) return refused('ttl', ttlFault);

  switch (command.name) {
    case 'set':
    case 'setex':
    case 'setnx':
      return store(sql, workspaceId, { ...command, ttl });
    case 'incr':
      return count(sql, workspaceId, { key: command.key, amount: 1, ttl });
    case 'decr':
      return count(sql, workspaceId, { key: command.key, amount: -1, ttl });
    case 'incrby':
      return count(sql, workspaceId, { key: command.key, amount: command.amount, ttl });
    case 'decrby':
      return count(sql, workspaceId, { key: command.key, amount: 0 - command.amount, ttl });
  }
}

interface StoreOrder {
  name: 'set' | 'setex' | 'setnx';
  key: string;
  value: string;
  ttl: number;
}

async function store(sql: Sql, workspaceId: Id, order: StoreOrder): Promise<CacheOutcome> {
  const { key, ttl } = order;
  const value = compactCacheValue(order.value);
  const fault = cacheValueFault(value);
  if (fault !== undefined) return { ok: false, code: 'size_limit', path: 'value', message: fault };

  if (order.name !== 'setnx') {
    return {
      ok: true,
      result: shownOf(key, await storeValue(sql, workspaceId, { key, value, ttl })),
    };
  }
  for (;;) {
    const stored = await storeMissingValue(sql, workspaceId, { key, value, ttl });
    if (stored) return { ok: true, result: { ...shownOf(key, stored), stored: true } };
    const there = await readEntry(sql, workspaceId, key);
    // Gone between the two statements: the key is missing after all.
    if (!there) continue;
    const entry = { ttl_seconds: there.ttl, expires_at: there.expiresAt };
    return { ok: true, result: { ...shownOf(key, entry), stored: false } };
  }
}

async function count(
  sql: Sql,
  workspaceId: Id,
  order: { key: string; amount: number; ttl: number },
): Promise<CacheOutcome> {
  const { key } = order;
  const fault = cacheAmountFault(order.amount);
  if (fault !== undefined) return refused('amount', fault);

  for (;;) {
    const counted = await addToCounter(sql, workspaceId, order);
    if (counted) {
      const { ttl, expires_at } = shownOf(key, counted);
      return { ok: true, result: { key, value: Number(counted.value), ttl, expires_at } };
    }
    const there = await readEntry(sql, workspaceId, key);
    if (!there) continue;
    return refused('key', uncountable(key, there.value));
  }
}

async function deleteEntry(sql: Sql, workspaceId: Id, key: string): Promise<CacheOutcome> {
  const [removed] = await sql.query<{ live: boolean }>(
    `delete from cache_entries where workspace_id = $1 and key = $2
     returning expires_at > statement_timestamp() as live`,
    [workspaceId, key],
  );
  return { ok: true, result: { key, deleted: removed?.live ?? false } };
}

const uncountable = (key: string, value: string): string =>
  /^-?\d+$/.test(value)
    ? `the counter "${key}" would leave ±(2^53 − 1)`
    : `the value of "${key}" is not an integer, so it cannot be counted; set it first`;

const shownOf = (key: string, stored: StoredEntry) => ({
  key,
  ttl: stored.ttl_seconds,
  expires_at: stored.expires_at.toISOString(),
});

const refused = (path: 'key' | 'ttl' | 'amount', message: string): CacheOutcome => ({
  ok: false,
  code: 'invalid_options',
  path,
  message,
});

import type { CacheErrorCode } from '../cache.errors.ts';

/**
 * One atomic change of a Workspace's cache. `value` is JSON text; `ttl` is whole seconds, the longest when left out.
 * Nothing in it needs to have been checked: running it does.
 */
export type CacheCommand =
  | { name: 'set' | 'setnx'; key: string; value: string; ttl?: number }
  | { name: 'setex'; key: string; value: string; ttl: number }
  | { name: 'del'; key: string }
  | { name: 'incr' | 'decr'; key: string; ttl?: number }
  | { name: 'incrby' | 'decrby'; key: string; amount: number; ttl?: number };

/** What a command answers, as the action and the API show it. `expires_at` is ISO 8601 UTC. */
export type CacheResult =
  | { key: string; ttl: number; expires_at: string }
  | { key: string; ttl: number; expires_at: string; stored: boolean }
  | { key: string; deleted: boolean }
  | { key: string; value: number; ttl: number; expires_at: string };

/** A command was performed, or refused without changing anything; `path` names the part at fault. */
export type CacheOutcome =
  | { ok: true; result: CacheResult }
  | { ok: false; code: CacheErrorCode; path: 'key' | 'value' | 'ttl' | 'amount'; message: string };

import { runCacheCommand } from '@millwright/cache';
import type { Action } from '../../action.ts';
import { failed, succeeded } from '../../outcome.ts';
import { type CacheOptions, cacheOptions } from './cache.options.ts';

/** Changes one entry of the Workspace's cache, atomically, in the transaction of its run. */
export const cache = {
  name: 'cache',
  where: 'transaction',
  options: cacheOptions,
  async perform({ command, pathOf }, { sql, workspaceId }) {
    const outcome = await runCacheCommand(sql, workspaceId, command);
    if (outcome.ok) return succeeded(outcome.result);
    const path = pathOf(outcome.path);
    const faults = [{ path, message: outcome.message }];
    return failed(outcome.code, `${path}: ${outcome.message}`, { faults });
  },
} satisfies Action<CacheOptions>;

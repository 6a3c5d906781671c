import { takeExpired, takeExpiring, type EndingToken } from '@millwright/access';
import type { Ending, EndingKind } from './end-watch.ts';

/**
 * Tokens that will expire, seven days before, and that have. Of one that expired before anybody looked, only the latter
 * is told.
 */
export const tokenEnds: readonly EndingKind[] = [
  {
    topic: 'millwright/token/expiring',
    take: async (tx, limit) => (await takeExpiring(tx, limit)).map(endingOf),
  },
  {
    topic: 'millwright/token/expired',
    take: async (tx, limit) => (await takeExpired(tx, limit)).map(endingOf),
  },
];

const endingOf = ({ workspaceId, prefix, label, owner, expiresAt }: EndingToken): Ending => ({
  workspaceId,
  data: { token_prefix: prefix, label, owner, expiration: expiresAt.toISOString() },
});

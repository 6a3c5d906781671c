import { takeEndingLeases } from '@millwright/webhook';
import type { EndingKind } from './end-watch.ts';

/** Subscriptions of webhooks that the sender will end, a day before. */
export const leaseEnds: readonly EndingKind[] = [
  {
    topic: 'millwright/webhook/lease_ending',
    take: async (tx, limit) => {
      const webhooks = await takeEndingLeases(tx, limit);
      return webhooks.map(({ workspaceId, id, name, provider, leaseEndsAt }) => ({
        workspaceId,
        data: { webhook_id: id, name, provider, lease_ends_at: leaseEndsAt.toISOString() },
      }));
    },
  },
];

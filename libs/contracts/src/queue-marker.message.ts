import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({ queue: z.string(), published_at: z.string() });

export type QueueMarker = z.infer<typeof headSchema>;

/**
 * Sent by the reconciler through each queue of work. Once it comes out, everything that became due before
 * `published_at` has come out too, or was lost. Handled by whoever consumes the queue.
 */
export const queueMarker: MessageContract<QueueMarker> = {
  type: 'queue.marker',
  version: 1,
  head: headSchema,
  example: { head: { queue: 'task-runs.normal', published_at: '2025-11-19T08:00:00.000Z' } },
};

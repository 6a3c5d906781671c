import { z } from 'zod';
import type { MessageContract } from './message.ts';

const uuid = z.string().length(36);
const headSchema = z.object({ workspace_id: uuid, endpoint_id: uuid });

export type DeliveryRequested = z.infer<typeof headSchema>;

/**
 * An endpoint has deliveries that may be due. From whoever made them so to a task-runner, which asks the queue what it
 * may start. It names no delivery, so that what an endpoint holds back costs nothing for each that waits.
 */
export const deliveryRequested: MessageContract<DeliveryRequested> = {
  type: 'delivery.requested',
  version: 1,
  head: headSchema,
  example: {
    head: {
      workspace_id: '019a9c1e-0000-7000-8000-000000000001',
      endpoint_id: '019a9c1e-0000-7000-8000-000000000005',
    },
  },
};

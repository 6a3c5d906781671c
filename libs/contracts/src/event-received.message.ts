import { z } from 'zod';
import {
  dedupeKeySchema,
  eventEnvelopeSchema,
  requestRecordSchema,
  verificationRecordSchema,
} from './event-envelope.ts';
import type { MessageContract } from './message.ts';

const headSchema = z.object({
  event_id: z.string().length(36),
  /** True: the event's row is committed and this is a hint. False: this message is the only record of it. */
  stored: z.boolean(),
  /** Missing in a hint whose event is to be read from its row; then there is no data either. */
  event: eventEnvelopeSchema.optional(),
  request: requestRecordSchema.nullable().optional(),
  /** Of an inbound request whose sender is known. */
  verification: verificationRecordSchema.nullable().optional(),
  /** Of an inbound request whose duplicates are no events. */
  dedupe: dedupeKeySchema.optional(),
});

export type EventReceived = z.infer<typeof headSchema>;

/** An event was accepted. From ingress with the whole event; from other producers a hint. To the event-router. */
export const eventReceived: MessageContract<EventReceived> = {
  type: 'event.received',
  version: 1,
  head: headSchema,
  example: {
    head: {
      event_id: '019a9c1e-7c00-7000-8000-000000000001',
      stored: false,
      event: {
        id: '019a9c1e-7c00-7000-8000-000000000001',
        workspace_id: '019a9c1e-0000-7000-8000-000000000001',
        topic: 'user/webhook/test',
        source: 'webhook',
        created_at: '2025-11-19T08:00:00.000Z',
        webhook_id: '6f2d3f2e-6a0b-4d0c-9a55-0e7a4f6f1c11',
        provider: 'github',
        provider_event: 'push',
        request_id: 'a3d9a1c4-38c8-4bfa-8bb1-4d60a0c5b1de',
        parent_id: null,
        replay_of: null,
        task_ids: null,
      },
      request: {
        method: 'POST',
        headers: { 'content-type': ['application/json'] },
        query_string: null,
        client_ip: '203.0.113.7',
        provider_delivery_id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      },
      verification: {
        verdict: 'verified',
        scheme: 'hmac-sha256',
        secret_id: '019a9c1e-7c00-7000-8000-000000000002',
        signed_at: null,
      },
      dedupe: {
        key: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        window_seconds: 86_400,
      },
    },
    data: '{"price":1.0}',
  },
};

import { z } from 'zod';

const uuid = z.string().length(36);

/** What an inbound request looked like; `body_base64` only when its bytes are not the event's data. */
export const requestRecordSchema = z.object({
  method: z.string(),
  headers: z.record(z.string(), z.array(z.string())),
  query_string: z.string().nullable(),
  client_ip: z.string(),
  body_base64: z.string().optional(),
  /** The sender's own id of this delivery, where it gives one. */
  provider_delivery_id: z.string().optional(),
  /** Nobody sent it: it was made to try the webhook. */
  sample: z.boolean().optional(),
});

/** Who an inbound request came from, as found out once, when it arrived. `scheme` is how it was signed. */
export const verificationRecordSchema = z.object({
  verdict: z.enum(['verified', 'unverified']),
  scheme: z.string().nullable(),
  secret_id: z.string().nullable(),
  signed_at: z.string().nullable(),
});

/** What an event has in common with others of its webhook: one of them within so many seconds becomes an event. */
export const dedupeKeySchema = z.object({
  /** SHA-256 in hex: what the request said stays in the request. */
  key: z.string().length(64),
  window_seconds: z.number(),
});

/** An event without its data. Times are ISO 8601 UTC with milliseconds. */
export const eventEnvelopeSchema = z.object({
  id: uuid,
  workspace_id: uuid,
  topic: z.string(),
  source: z.string(),
  created_at: z.string(),
  webhook_id: uuid.nullable(),
  provider: z.string().nullable(),
  provider_event: z.string().nullable(),
  request_id: uuid.nullable(),
  parent_id: uuid.nullable(),
  replay_of: uuid.nullable(),
  task_ids: z.array(uuid).nullable(),
});

export type RequestRecord = z.infer<typeof requestRecordSchema>;
export type VerificationRecord = z.infer<typeof verificationRecordSchema>;
export type DedupeKey = z.infer<typeof dedupeKeySchema>;
export type EventEnvelope = z.infer<typeof eventEnvelopeSchema>;

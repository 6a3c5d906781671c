import { z } from 'zod';

const uuid = z.string().length(36);

/** What an inbound request looked like; `body_base64` only when its bytes are not the event's data. */
export const requestRecordSchema = z.object({
  method: z.string(),
  headers: z.record(z.string(), z.array(z.string())),
  query_string: z.string().nullable(),
  client_ip: z.string(),
  body_base64: z.string().optional(),
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
export type EventEnvelope = z.infer<typeof eventEnvelopeSchema>;

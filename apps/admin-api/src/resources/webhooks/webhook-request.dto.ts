import type { KeptRequest, WebhookEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { shownBodyOf, type Mask, type WebhookRequest } from '@millwright/webhook';
import { z } from 'zod';
import { idSchema, pageOfSchema, timeSchema } from '../../http/schemas.ts';

const headers = z.record(z.string(), z.array(z.string())).meta({
  description: 'Lower-case name → the values of its lines; what holds a secret is masked.',
});
const body = z.string().nullable().meta({ description: 'The first 64 KiB, as they came.' });
const encoding = z
  .enum(['utf8', 'base64'])
  .nullable()
  .meta({ description: 'How `body` is written: base64 where it is not UTF-8.' });

const rejectionAnswer = z
  .object({
    id: idSchema,
    received_at: timeSchema,
    provider: z.string().nullable(),
    method: z.string(),
    url: z.string().meta({ description: 'What holds a secret is masked.' }),
    ip: z.string(),
    headers,
    body,
    body_encoding: encoding,
    body_bytes: z.number().int(),
    status: z.number().int().meta({ description: 'What it was answered.' }),
    reason: z.string(),
    request_id: idSchema,
  })
  .meta({ id: 'Rejection' });

/** Refused requests, newest first. */
export const rejectionsAnswer = pageOfSchema(rejectionAnswer).extend({
  suppressed: z
    .number()
    .int()
    .meta({ description: 'Refused besides: above 60 in a minute they are only counted.' }),
});

const lineAnswer = z
  .object({
    request_id: idSchema,
    received_at: timeSchema,
    outcome: z.enum(['accepted', 'refused', 'handshake']),
    status: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'What it was answered; null: taken, and not captured.' }),
    reason: z.string().nullable().meta({ description: 'Why it was refused.' }),
    handshake: z.string().nullable().meta({ description: 'The kind of a handshake.' }),
    provider: z.string().nullable(),
    provider_event: z.string().nullable(),
    event_ids: z.array(idSchema).meta({
      description: 'What it became. Empty of an accepted one: a duplicate, or not stored yet.',
    }),
  })
  .meta({ id: 'WebhookRequest' });

/** The latest requests of a webhook, on one page. */
export const requestsAnswer = pageOfSchema(lineAnswer);

/** One request, as much of it as was kept. */
export const requestAnswer = lineAnswer
  .extend({
    method: z.string(),
    url: z.string().meta({ description: 'What holds a secret is masked.' }),
    ip: z.string(),
    headers,
    body: body.meta({
      description:
        'The first 64 KiB, as they came. Of a batch that was not captured: of its first delivery.',
    }),
    body_encoding: encoding,
    body_bytes: z.number().int(),
    sample: z.boolean().meta({ description: 'Nobody sent it: it was made to try the webhook.' }),
  })
  .meta({ id: 'WebhookRequestWithBody' });

/** A refused request as it is shown. */
export const showRejection = (seen: WebhookRequest) => ({
  id: seen.id,
  received_at: seen.receivedAt,
  provider: seen.provider,
  ...headOf(seen),
  status: seen.status,
  reason: seen.reason,
  request_id: seen.requestId,
});

/** A request that was seen, with its events. */
export const showSeen = (seen: WebhookRequest, events: readonly WebhookEvent[]) => ({
  request_id: seen.requestId,
  received_at: seen.receivedAt,
  outcome: outcomeOf(seen),
  status: seen.status,
  reason: seen.reason,
  handshake: seen.handshake,
  provider: seen.provider,
  provider_event: events[0]?.provider_event ?? null,
  event_ids: idsOf(events),
});

/** The events of a request of which nothing else was kept. */
export const showTaken = (requestId: Id, events: readonly WebhookEvent[]) => ({
  request_id: requestId,
  received_at: events[0]!.created_at,
  outcome: 'accepted' as const,
  status: null,
  reason: null,
  handshake: null,
  provider: events[0]!.provider,
  provider_event: events[0]!.provider_event,
  event_ids: idsOf(events),
});

/** Method, address, headers and body of a request that was seen. */
export const headOf = (seen: WebhookRequest) => ({
  method: seen.method,
  url: seen.url,
  ip: seen.ip,
  headers: JSON.parse(seen.headers) as unknown,
  ...shownBodyOf(seen.body),
  body_bytes: seen.bodyBytes,
});

/** The same of one that is kept with its event. */
export const keptHeadOf = (url: string, { request, body: bytes }: KeptRequest, mask: Mask) => ({
  method: request.method,
  url: request.query_string === null ? url : `${url}?${mask.query(request.query_string)}`,
  ip: request.client_ip,
  headers: mask.headers(request.headers),
  ...shownBodyOf(mask.body(bytes)),
  body_bytes: bytes.length,
  sample: request.sample ?? false,
});

const outcomeOf = ({ reason, handshake }: WebhookRequest) =>
  reason !== null ? 'refused' : handshake !== null ? 'handshake' : 'accepted';

const idsOf = (events: readonly WebhookEvent[]): Id[] => events.map(({ id }) => id);

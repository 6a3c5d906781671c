import { deliveryStatuses, waitingReasons } from '@millwright/delivery';
import { z } from 'zod';
import { pageFields } from '../../http/page-query.ts';
import { dateSchema, flagSchema, idSchema, timeSchema } from '../../http/schemas.ts';

const status = z.enum(deliveryStatuses);
const error = z.object({ code: z.string(), message: z.string() }).nullable();

/** A delivery in lists. */
export const deliveryLineAnswer = z
  .object({
    id: idSchema,
    endpoint_id: idSchema,
    event_id: idSchema.nullable().meta({ description: 'Of the one event that it carries.' }),
    event_ids: z.array(idSchema),
    topic: z.string().nullable(),
    topics: z.array(z.string()),
    format: z.enum(['mautic', 'standard', 'cloudevents', 'raw']),
    status,
    waiting_for: z.enum(waitingReasons).nullable(),
    attempts: z.number().int(),
    attempts_max: z.number().int(),
    run_at: timeSchema.nullable(),
    created_at: timeSchema,
    started_at: timeSchema.nullable(),
    stopped_at: timeSchema.nullable(),
    ordering_key: z.string().nullable(),
    size_bytes: z.number().int(),
    test: z.boolean(),
    last_status_code: z.number().int().nullable(),
    error,
  })
  .meta({ id: 'Delivery' });

/** One delivery, with its body. */
export const deliveryAnswer = deliveryLineAnswer
  .extend({
    body: z
      .string()
      .nullable()
      .meta({ description: 'As it is sent; null before a template has rendered it.' }),
  })
  .meta({ id: 'DeliveryWithBody' });

/** One HTTP try of a delivery. */
export const attemptAnswer = z
  .object({
    id: idSchema,
    delivery_id: idSchema,
    number: z.number().int(),
    manual: z.boolean(),
    url: z.string(),
    started_at: timeSchema,
    duration_ms: z.number().int().nullable().meta({ description: 'Null: it is under way.' }),
    status_code: z.number().int().nullable(),
    request_headers: z.record(z.string(), z.string()).nullable().meta({
      description: "Values of the endpoint's own headers are masked.",
    }),
    response_headers: z.record(z.string(), z.string()).nullable(),
    response_body: z.string().nullable(),
    response_truncated: z.boolean(),
    remote_address: z.string().nullable(),
    error,
  })
  .meta({ id: 'Attempt' });

/** What deliveries may be listed by. */
export const deliveryQuery = z.strictObject({
  ...pageFields(),
  endpoint_id: idSchema.optional(),
  status: status.optional(),
  topic: z.string().max(200).optional(),
  event_id: idSchema.optional(),
  test: flagSchema.optional(),
  since: dateSchema.optional(),
  until: dateSchema.optional(),
});

/** What a command made of a delivery. */
export const commandedAnswer = z.object({ id: idSchema, status });

export type DeliveryQuery = z.output<typeof deliveryQuery>;

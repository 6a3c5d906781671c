import { payloadSchema, verificationRecordSchema } from '@millwright/contracts';
import { isUserTopic } from '@millwright/event';
import { z } from 'zod';
import { pageFields } from '../../http/page-query.ts';
import { anySchema, createdFields, dateSchema, idSchema, timeSchema } from '../../http/schemas.ts';
import { runAnswer, taskRunAnswer } from '../runs/run.dto.ts';

const status = z.enum(['pending', 'succeeded', 'failed']);

/** An event in lists. */
export const eventLineAnswer = z
  .object({
    id: idSchema,
    topic: z.string(),
    data: anySchema,
    source: z.string(),
    webhook_id: idSchema.nullable(),
    request_id: idSchema.nullable(),
    parent_id: idSchema.nullable(),
    replay_of: idSchema.nullable(),
    created_at: timeSchema,
    status,
  })
  .meta({ id: 'Event' });

/** One event, with everything below it. */
export const eventAnswer = eventLineAnswer
  .extend({
    provider: z.string().nullable(),
    provider_event: z.string().nullable(),
    provider_delivery_id: z.string().nullable(),
    verification: verificationRecordSchema.nullable(),
    task_ids: z
      .array(idSchema)
      .nullable()
      .meta({ description: 'The only tasks that may respond; null: whoever subscribes.' }),
    filtered_by: z.string().nullable(),
    run: runAnswer,
    task_runs: z.array(taskRunAnswer),
    deliveries: z.array(z.object({ id: idSchema, endpoint_id: idSchema, status: z.string() })),
    children: z.array(z.object({ id: idSchema, topic: z.string() })),
  })
  .meta({ id: 'EventWithRuns' });

/** What events may be listed by. */
export const eventQuery = z.strictObject({
  ...pageFields(),
  topic: z.string().max(200).optional(),
  status: status.optional(),
  source: z.string().max(200).optional(),
  request_id: idSchema.optional(),
  task_id: idSchema.optional(),
  webhook_id: idSchema.optional(),
  ...createdFields,
  q: z.string().min(1).max(200).optional().meta({
    description:
      'A text in id, topic or data. A page looks through 2,000 events: it may be short and have a next one.',
  }),
});

/** An event of one's own. */
export const eventCreate = z.strictObject({
  topic: z.string().refine(isUserTopic, 'only user/<subject>/<verb> topics can be published'),
  data: payloadSchema.optional(),
  run_at: dateSchema.optional(),
});

/** The same event again: as it was or with other data, to all or to chosen tasks. */
export const eventReplay = z.strictObject({
  data: payloadSchema.optional(),
  task_ids: z.array(idSchema).min(1).max(1_000).optional(),
});

const replayFilter = z
  .strictObject({
    topic: z.string().max(200),
    status,
    source: z.string().max(200),
    request_id: idSchema,
    task_id: idSchema,
    webhook_id: idSchema,
    ...createdFields,
    q: z.string().min(1).max(200),
  })
  .partial()
  .refine((filter) => Object.values(filter).some((value) => value !== undefined), {
    error: 'must name at least one of the members that events are listed by',
  });

/** Many events again, as they were. */
export const eventsReplay = z.strictObject({ filter: replayFilter });

/** How many were queued. */
export const eventsReplayAnswer = z.object({ queued: z.number().int() });

export type EventsReplay = z.output<typeof eventsReplay>;
export type EventQuery = z.output<typeof eventQuery>;
export type EventCreate = z.output<typeof eventCreate>;
export type EventReplay = z.output<typeof eventReplay>;

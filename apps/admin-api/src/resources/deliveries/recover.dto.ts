import { topicPatternOf } from '@millwright/delivery';
import { z } from 'zod';
import { dateSchema } from '../../http/schemas.ts';

const topic = z.string().superRefine((text, context) => {
  const pattern = topicPatternOf(text);
  if (typeof pattern === 'string') context.addIssue({ code: 'custom', message: pattern });
});

/** What is to be made good. */
export const recoverBody = z
  .strictObject({
    since: dateSchema.meta({ description: 'By the time of events; not before retention.' }),
    until: dateSchema.optional().meta({ description: 'Default: now.' }),
    kind: z.enum(['failed', 'missing', 'both']).default('failed').meta({
      description:
        'failed: failed deliveries are queued again; missing: events that match the endpoint now and have no delivery get one.',
    }),
    topics: z.array(topic).min(1).max(100).optional(),
    dry_run: z.boolean().default(false).meta({ description: 'Only counts.' }),
  })
  .refine(({ since, until }) => until === undefined || since < until, {
    path: ['until'],
    message: 'must be later than since',
  });

/** How many deliveries that is about. */
export const recoverAnswer = z.object({
  failed: z.number().int(),
  missing: z.number().int(),
  complete: z.boolean().meta({
    description:
      'False: the first 100,000 events or failed deliveries were counted, and the range has more of them. All of it is recovered.',
  }),
});

export type RecoverBody = z.output<typeof recoverBody>;

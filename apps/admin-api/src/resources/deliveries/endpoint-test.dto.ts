import { payloadSchema } from '@millwright/contracts';
import { endpointCreateSchema } from '@millwright/delivery';
import { isTopic } from '@millwright/event';
import { z } from 'zod';
import { idSchema } from '../../http/schemas.ts';
import { attemptAnswer } from './delivery.dto.ts';

const fields = {
  topic: z.string().refine(isTopic, 'a topic such as user/order/created is expected').optional(),
  data: payloadSchema.optional(),
  dry_run: z.boolean().default(false).meta({
    description:
      'Shows headers, signature and body, and sends nothing: also no request for an OAuth 2.0 token, whose header is there with the value ***.',
  }),
};

/** What a test is made of. */
export const endpointTestBody = z.strictObject(fields);

/** An endpoint that has not been saved, and what its test is made of. */
export const unsavedTestBody = endpointCreateSchema.extend({
  ...fields,
  name: endpointCreateSchema.shape.name.default('Test'),
});

/** What came of a test. */
export const endpointTestAnswer = z
  .object({
    ok: z.boolean().meta({ description: 'Whether the answer was 2xx.' }),
    delivery_id: idSchema.nullable(),
    request: z.object({
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
    }),
    attempt: attemptAnswer
      .extend({ delivery_id: idSchema.nullable() })
      .meta({ id: 'TestAttempt' })
      .nullable(),
  })
  .meta({ id: 'EndpointTest' });

export type EndpointTestBody = z.output<typeof endpointTestBody>;
export type UnsavedTestBody = z.output<typeof unsavedTestBody>;

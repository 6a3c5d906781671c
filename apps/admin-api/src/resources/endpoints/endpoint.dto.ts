import {
  endpointCreateSchema,
  healthStates,
  MASKED,
  shownHealthOf,
  type Endpoint,
  type EndpointHealth,
  type ReceiverAuth,
} from '@millwright/delivery';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';
import { conditionsAnswer } from '../conditions-answer.ts';

const { shape } = endpointCreateSchema;
const isSet = z.boolean().meta({ description: 'It is kept, and never shown.' });

const authAnswer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('bearer'), token_set: isSet }),
  z.object({ type: z.literal('basic'), username: z.string(), password_set: isSet }),
  z.object({
    type: z.literal('oauth2'),
    token_url: z.string(),
    client_id: z.string(),
    scope: z.string().nullable(),
    client_secret_set: isSet,
  }),
]);

const healthAnswer = z
  .object({
    state: z.enum(healthStates),
    consecutive_failures: z.number(),
    failing_since: timeSchema.nullable(),
    last_success_at: timeSchema.nullable(),
    last_failure_at: timeSchema.nullable(),
    last_notice_at: timeSchema.nullable(),
    paused_until: timeSchema.nullable(),
    circuit: z.object({
      state: z.enum(['closed', 'open', 'half_open']),
      opened_at: timeSchema.nullable(),
      next_probe_at: timeSchema.nullable(),
      probe_delay_s: z.number().nullable(),
    }),
  })
  .meta({ id: 'EndpointHealth' });

/** An endpoint in answers. */
export const endpointAnswer = z
  .object({
    id: idSchema,
    name: z.string(),
    description: z.string(),
    url: z.string(),
    enabled: z.boolean(),
    disabled_reason: z.enum(['user', 'gone', 'failing']).nullable(),
    disabled_at: timeSchema.nullable(),
    topics: z.array(z.string()),
    filter: conditionsAnswer.nullable(),
    format: shape.format.unwrap(),
    type_names: z.record(z.string(), z.string()),
    exclude_fields: z.array(z.string()),
    transformation: z.string().nullable(),
    mode: shape.mode.unwrap(),
    batch_limit: z.number(),
    batch_interval_s: z.number(),
    batch_order: shape.batch_order.unwrap(),
    signature: shape.signature.unwrap(),
    http_signature: shape.http_signature.unwrap(),
    public_key: z.string().nullable().meta({ description: 'Once there is a key pair.' }),
    headers: z.record(z.string(), z.literal(MASKED)),
    auth: authAnswer,
    client_certificate: z.object({ certificate: z.string(), private_key_set: isSet }).nullable(),
    timeout_s: z.number(),
    connect_timeout_s: z.number(),
    retry_schedule: z.array(z.number()),
    rate_limit: z
      .object({ limit: z.number(), period: z.enum(['second', 'minute', 'hour']) })
      .nullable(),
    concurrency: z.number(),
    ordering: shape.ordering.unwrap(),
    ordering_key: z.string().nullable(),
    on_exhausted: shape.on_exhausted.unwrap(),
    auto_disable: z.boolean(),
    verify_origin: z.boolean(),
    notice_emails: z.array(z.string()).nullable(),
    health: healthAnswer,
    created_at: timeSchema,
    created_by: z.string().nullable(),
    updated_at: timeSchema,
    updated_by: z.string().nullable(),
  })
  .meta({ id: 'Endpoint' });

const secretOnce = z.string().meta({ description: 'The signing secret; shown here this once.' });

/** A new endpoint: its secret in clear, this once. */
export const newEndpointAnswer = endpointAnswer
  .extend({ secret: secretOnce })
  .meta({ id: 'EndpointWithSecret' });

/** What deliveries are signed with. */
export const secretAnswer = z
  .object({ secret: z.string(), public_key: z.string().nullable() })
  .meta({ id: 'EndpointSecret' });

/** What deliveries are signed with from now on, and until when what they were signed with is still valid. */
export const rotatedSecretAnswer = secretAnswer
  .extend({ secret: secretOnce, previous_valid_until: timeSchema })
  .meta({ id: 'RotatedEndpointSecret' });

/** What is shown of an endpoint beside its row. */
export interface EndpointFacts {
  health: EndpointHealth;
  publicKey: string | null;
  now: Date;
}

/** An endpoint as it is shown: without its secrets. */
export const showEndpoint = (
  { settings, ...endpoint }: Endpoint,
  { health, publicKey, now }: EndpointFacts,
) => {
  const { header_names, auth, client_certificate: certificate, ...plain } = settings;
  return {
    id: endpoint.id,
    name: endpoint.name,
    description: endpoint.description,
    url: endpoint.url,
    enabled: endpoint.enabled,
    disabled_reason: endpoint.disabledReason,
    disabled_at: endpoint.disabledAt,
    topics: endpoint.topics,
    format: endpoint.format,
    mode: endpoint.mode,
    ordering: endpoint.ordering,
    ...plain,
    headers: Object.fromEntries(header_names.map((name) => [name, MASKED])),
    auth: showAuth(auth),
    client_certificate: certificate && { certificate, private_key_set: true },
    public_key: publicKey,
    health: shownHealthOf(endpoint, health, now),
    created_at: endpoint.createdAt,
    created_by: endpoint.createdBy,
    updated_at: endpoint.updatedAt,
    updated_by: endpoint.updatedBy,
  };
};

/** Of a secret, only that there is one. */
function showAuth(auth: ReceiverAuth): z.input<typeof authAnswer> {
  switch (auth.type) {
    case 'none':
      return auth;
    case 'bearer':
      return { ...auth, token_set: true };
    case 'basic':
      return { ...auth, password_set: true };
    case 'oauth2':
      return { ...auth, client_secret_set: true };
  }
}

import { conditionsSchema, isTopic } from '@millwright/event';
import { z } from 'zod';
import { topicPatternOf } from '../topics/index.ts';
import { endpointUrlSchema } from './endpoint-url.schema.ts';
import { headerFault } from './header-rules.ts';
import { receiverAuthSchema } from './receiver-auth.schema.ts';

/** The delays before each attempt unless an endpoint says otherwise: ten attempts over 75 h 35 m 5 s. */
export const DEFAULT_RETRY_SCHEDULE: readonly number[] = [
  0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
];

/** What a header's value is read back as; given, it leaves the one that is kept. */
export const MASKED = '***';

const MAX_DELAY_S = 604_800;
const DAY_S = 86_400;
const MAX_NAMES = 100;
const MAX_HEADERS = 20;
const MAX_PEM_CHARACTERS = 50_000;

const topics = z
  .array(
    z.string().superRefine((text, context) => {
      const pattern = topicPatternOf(text);
      if (typeof pattern === 'string') context.addIssue({ code: 'custom', message: pattern });
    }),
    { error: 'No topics selected' },
  )
  .min(1, 'No topics selected')
  .max(100)
  .transform((patterns) => [...new Set(patterns)])
  .meta({
    description:
      'Topic patterns: * stands for one whole segment, ** at the end for one or more. Topics of millwright/… only match patterns that begin so.',
  });

const dottedPath = z
  .string()
  .min(1)
  .max(255)
  .refine((path) => !path.split('.').includes(''), 'a dotted path has no empty steps');

const typeNames = z
  .record(
    z.string(),
    z
      .string()
      .max(200)
      .regex(/^[^\u0000-\u001f\u007f]+$/, 'is text without control characters'),
  )
  .superRefine((names, context) => {
    const given = Object.keys(names);
    if (given.length > MAX_NAMES) {
      context.addIssue({ code: 'custom', message: `has at most ${MAX_NAMES} names` });
    }
    for (const path of given.filter((name) => !isTopic(name)).slice(0, MAX_NAMES)) {
      const message = 'a topic such as user/order/created is expected';
      context.addIssue({ code: 'custom', path: [path], message });
    }
  })
  .meta({ description: 'By topic, what the body calls its type.' });

const headers = z
  .record(
    z.string(),
    z
      .string()
      .max(4_096)
      .regex(/^[\t\u0020-\u007e]*$/, 'a value has visible ASCII characters, spaces and tabs only')
      .transform((value) => value.trim()),
  )
  .superRefine((given, context) => {
    const names = Object.keys(given);
    const fault = (path: string[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (names.length > MAX_HEADERS) fault([], `has at most ${MAX_HEADERS} headers`);
    const seen = new Set<string>();
    for (const name of names.slice(0, MAX_HEADERS)) {
      const message = nameFault(name) ?? (seen.has(name.toLowerCase()) ? TWICE : undefined);
      if (message !== undefined) fault([name], message);
      seen.add(name.toLowerCase());
    }
  })
  .meta({
    description: `Extra request headers. Values are read back as ${MASKED}, which in a change leaves the one that is kept.`,
  });

const TWICE = 'stands there twice: header names ignore case';

const nameFault = (name: string): string | undefined =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(name)
    ? headerFault(name)
    : 'the name of a header is expected';

const clientCertificate = z
  .strictObject({
    certificate: z.string().min(1).max(MAX_PEM_CHARACTERS),
    private_key: z.string().min(1).max(MAX_PEM_CHARACTERS).optional().meta({
      description: 'Never shown again; left out of a change, the one that is kept stays.',
    }),
  })
  .nullable()
  .meta({ description: 'What we show to receivers that ask for a certificate, in PEM.' });

const fields = {
  name: z.string().trim().min(1).max(191),
  description: z.string().max(2_000),
  url: endpointUrlSchema,
  enabled: z.boolean(),
  topics,
  filter: conditionsSchema,
  format: z.enum(['mautic', 'standard', 'cloudevents', 'raw']),
  type_names: typeNames,
  exclude_fields: z.array(dottedPath).max(100),
  transformation: z.string().min(1).nullable().meta({
    description: "A Liquid template that renders the body's data; null: as it is.",
  }),
  mode: z.enum(['immediate', 'batched']),
  batch_limit: z.int().min(1).max(1_000),
  batch_interval_s: z.int().min(1).max(DAY_S),
  batch_order: z.enum(['chronological', 'reverse_chronological']).nullable().meta({
    description: "Null: the Workspace's batch_order.",
  }),
  secret: z.string().min(1).max(191).meta({
    description: 'Shown on creation, rotation and reveal only; without one it is made.',
  }),
  signature: z.enum(['v1', 'v1a', 'both']),
  http_signature: z.enum(['none', 'hmac-sha256', 'ed25519']).meta({
    description: 'An HTTP message signature (RFC 9421) beside it.',
  }),
  headers,
  auth: receiverAuthSchema,
  client_certificate: clientCertificate,
  timeout_s: z.int().min(1).max(60),
  connect_timeout_s: z.int().min(1).max(60),
  retry_schedule: z.array(z.int().min(0).max(MAX_DELAY_S)).min(1).max(50).meta({
    description: 'Seconds before each attempt; its length is the number of attempts.',
  }),
  rate_limit: z
    .strictObject({
      limit: z.int().min(1).max(1_000_000),
      period: z.enum(['second', 'minute', 'hour']),
    })
    .nullable(),
  concurrency: z.int().min(1).max(100),
  ordering: z.enum(['none', 'fifo']),
  ordering_key: dottedPath.nullable().meta({
    description: 'A dotted path into the event, data.contact.id; null: the whole endpoint.',
  }),
  on_exhausted: z.enum(['continue', 'block']),
  auto_disable: z.boolean(),
  verify_origin: z.boolean(),
  notice_emails: z.array(z.email().max(255)).max(20).nullable().meta({
    description:
      "Who is told by mail that the endpoint fails, recovers or is disabled; null: the Workspace's endpoint_notice_emails. Kept, and not yet sent to. The same is told by events, millwright/endpoint/….",
  }),
};

/** What an endpoint is created from. */
export const endpointCreateSchema = z.strictObject({
  ...fields,
  description: fields.description.default(''),
  enabled: fields.enabled.default(true),
  filter: fields.filter.default(null),
  format: fields.format.default('standard'),
  type_names: fields.type_names.default({}),
  exclude_fields: fields.exclude_fields.default([]),
  transformation: fields.transformation.default(null),
  mode: fields.mode.default('immediate'),
  batch_limit: fields.batch_limit.default(10),
  batch_interval_s: fields.batch_interval_s.default(60),
  batch_order: fields.batch_order.default(null),
  secret: fields.secret.optional(),
  signature: fields.signature.default('v1'),
  http_signature: fields.http_signature.default('none'),
  headers: fields.headers.default({}),
  auth: fields.auth.default({ type: 'none' }),
  client_certificate: fields.client_certificate.default(null),
  timeout_s: fields.timeout_s.default(15),
  connect_timeout_s: fields.connect_timeout_s.optional().meta({ default: 5 }),
  retry_schedule: fields.retry_schedule.default([...DEFAULT_RETRY_SCHEDULE]),
  rate_limit: fields.rate_limit.default(null),
  concurrency: fields.concurrency.default(10),
  ordering: fields.ordering.default('none'),
  ordering_key: fields.ordering_key.default(null),
  on_exhausted: fields.on_exhausted.default('continue'),
  auto_disable: fields.auto_disable.default(true),
  verify_origin: fields.verify_origin.default(false),
  notice_emails: fields.notice_emails.default(null),
});

/** What of an endpoint can be changed; what is left out stays, what is given is replaced as a whole. */
export const endpointPatchSchema = z.strictObject(fields).partial();

/** A new secret for an endpoint, and how long those that it has go on signing beside it. */
export const secretRotationSchema = z.strictObject({
  secret: fields.secret.optional().meta({ description: 'Without one it is made.' }),
  overlap_hours: z.int().min(0).max(168).default(24),
});

export type EndpointFields = z.output<typeof endpointCreateSchema>;
export type EndpointPatch = z.output<typeof endpointPatchSchema>;
export type SecretRotation = z.output<typeof secretRotationSchema>;

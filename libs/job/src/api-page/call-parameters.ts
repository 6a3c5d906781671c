import type { CallMode } from '../call/index.ts';

/** A parameter of a call, as OpenAPI writes it. */
export interface CallParameter {
  name: string;
  in: 'query' | 'header';
  required?: boolean;
  description: string;
  schema: Readonly<Record<string, unknown>>;
}

const query = (
  name: string,
  description: string,
  schema: CallParameter['schema'],
): CallParameter => ({ name, in: 'query', description, schema });

const uuid = { type: 'string', format: 'uuid' };

const payload = query(
  'payload',
  'The args: JSON text in base64, standard or URL-safe. Absent: {}.',
  { type: 'string' },
);
const jobId = query('job_id', 'The id that the job is to have.', uuid);
const tag = query('tag', 'Recorded with the job, and checked against the tags of the token.', {
  type: 'string',
  maxLength: 50,
  default: 'default',
});
const timeout = query('timeout', 'Seconds to wait; more than the instance allows is clamped.', {
  type: 'integer',
  minimum: 1,
});
const times = [
  query('scheduled_for', 'When to run; a time in the past is now.', {
    type: 'string',
    format: 'date-time',
  }),
  query('scheduled_in_secs', 'Seconds to wait before it runs; scheduled_for goes before it.', {
    type: 'integer',
    minimum: 0,
  }),
];
const failureStatus = query(
  'failure_status',
  'The status of a failed run: 200, or 400 to 599. Default: 200, unless the Workspace says otherwise.',
  {
    anyOf: [{ const: 200 }, { type: 'integer', minimum: 400, maximum: 599 }],
  },
);
const wait = query(
  'wait',
  'actions: wait until every action is final too, and answer {"result", "actions"}.',
  { const: 'actions' },
);
const idempotencyKey: CallParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key and request again, within 24 hours: the same job.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** The parameters of a call that are worth showing, by how it is answered. */
export function callParametersOf(mode: CallMode, method: 'GET' | 'POST'): CallParameter[] {
  const args = method === 'GET' ? [payload] : [];
  return [...args, ...ownOf(mode), jobId, tag, idempotencyKey];
}

function ownOf(mode: CallMode): CallParameter[] {
  switch (mode) {
    case 'async':
      return times;
    case 'wait':
      return [timeout, failureStatus, wait];
    case 'stream':
      return [timeout];
  }
}

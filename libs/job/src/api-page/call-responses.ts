import type { CallMode } from '../call/index.ts';

const headers = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** The headers of answers, as OpenAPI writes them. */
export const callHeaders = {
  'X-Job-Id': { description: "The job's id.", schema: { type: 'string', format: 'uuid' } },
  Location: { description: 'Where the job can be read.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer' } },
};

/** A problem (RFC 9457), as OpenAPI writes it. */
export const callProblemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Says what happened: task_not_found.' },
    request_id: { type: 'string' },
    job_id: { type: 'string', format: 'uuid' },
  },
};

const problemContent = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};
const textContent = { 'text/plain': { schema: { type: 'string' } } };

const problem = (description: string, content: object, named: readonly string[] = []) => ({
  description,
  ...(named.length > 0 && { headers: headers(named) }),
  content,
});

/** What a call is answered with, by status. */
export function callResponsesOf(mode: CallMode): Record<string, unknown> {
  const refused =
    mode === 'async'
      ? problem(
          'The call was refused, and nothing runs. Without an Accept header it is one line of text.',
          { ...problemContent, ...textContent },
        )
      : problem('The call was refused, and nothing runs.', problemContent);
  const busy = problem('Too much is waiting.', refused.content, ['Retry-After']);
  const away = problem('It cannot be taken now.', refused.content, ['Retry-After']);
  return { ...doneOf(mode), '4XX': refused, '429': busy, '503': away };
}

function doneOf(mode: CallMode): Record<string, unknown> {
  switch (mode) {
    case 'async':
      return {
        '201': {
          description: 'The id of the job, which will run.',
          headers: headers(['X-Job-Id', 'Location']),
          content: { 'text/plain': { schema: { type: 'string', format: 'uuid' } } },
        },
      };
    case 'wait':
      return {
        '200': {
          description:
            'The result, or what the task made of it with wm_ members, which may have another status and type. A failed run: {"error": …}.',
          headers: headers(['X-Job-Id']),
          content: { 'application/json': { schema: {} } },
        },
        '204': {
          description: 'The task answered without a body.',
          headers: headers(['X-Job-Id']),
        },
        '504': problem('The time is over; the job goes on.', problemContent, [
          'X-Job-Id',
          'Location',
        ]),
      };
    case 'stream':
      return {
        '200': {
          description:
            'Messages as the job goes on, {"type": "update", …} and others; the last one holds the result.',
          headers: headers(['X-Job-Id']),
          content: { 'text/event-stream': { schema: { type: 'string' } } },
        },
      };
  }
}

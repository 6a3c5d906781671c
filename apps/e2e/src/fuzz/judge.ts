import type { WireAnswer } from './answers.ts';
import type { Conversation, Expected } from './conversation.ts';
import type { Ended } from './converse.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What is known of a request by its answer: whether there must be an event of it, must not, or may be one. */
export interface Claims {
  taken: string[];
  refused: string[];
  maybe: string[];
}

/**
 * What is wrong with how a conversation ended; undefined when nothing is. What it says of events is put on record, to
 * be compared with those that there are in the end.
 */
export function faultOf(
  { to, spoken, noise }: Conversation,
  { answers, by, brokenBy, tookMs }: Ended,
  claims: Claims,
): string | undefined {
  const closesAt = answers.findIndex(({ headers }) => headers.get('connection') === 'close');
  const lastDue = closesAt < 0 ? spoken.length : Math.min(closesAt + 1, spoken.length);
  if (by !== 'us' && answers.length < lastDue) {
    const how = `${brokenBy ?? 'closed'} after ${Math.round(tookMs)} ms`;
    return `request ${answers.length + 1} of ${spoken.length} got no answer (${how})`;
  }
  if (closesAt >= 0 && answers.length > closesAt + 1) return 'an answer follows the last one';
  if (noise === undefined && answers.length > spoken.length)
    return 'there are more answers than requests';
  for (const [index, answer] of answers.entries()) {
    const request = spoken[index];
    const expected = request?.expected ?? 'any';
    const fault = faultIn(answer, expected, { to, isHead: request?.isHead ?? false });
    if (fault !== undefined) return `the answer ${index + 1} (${answer.status}) ${fault}`;
    if (to === 'ingress') claim(answer, request === undefined ? 'noise' : expected, claims);
  }
  return undefined;
}

function faultIn(
  { status, headers, body }: WireAnswer,
  expected: Expected,
  { to, isHead }: { to: Conversation['to']; isHead: boolean },
): string | undefined {
  if (status >= 500) return `is a fault of ours: ${body.toString('utf8', 0, 500)}`;
  if (expected === 'event' && status !== 204)
    return `should be 204: ${body.toString('utf8', 0, 500)}`;
  if (expected === 'refused' && (status < 400 || status > 499)) return 'should be a refusal';
  if (expected === 'unverified' && status !== 401) return 'should be 401';
  const requestId = headers.get('x-request-id');
  if (requestId === undefined || !UUID.test(requestId)) return 'has no request id';
  if (
    status >= 400 &&
    !isHead &&
    to === 'ingress' &&
    headers.get('content-type') === 'application/json; charset=utf-8'
  )
    return body.toString() === 'null' ? undefined : 'is no problem document';
  if (status < 400 || isHead) return undefined;
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    return 'is no problem document';
  const problem = JSON.parse(body.toString()) as Record<string, unknown>;
  if (problem['request_id'] !== requestId || problem['status'] !== status)
    return 'contradicts its own problem document';
  return undefined;
}

function claim(
  { status, headers }: WireAnswer,
  expected: Expected | 'noise',
  claims: Claims,
): void {
  const requestId = headers.get('x-request-id')!;
  if (status !== 204 || expected === 'no_event') claims.refused.push(requestId);
  else if (expected === 'noise') claims.maybe.push(requestId);
  else claims.taken.push(requestId);
}

import { ConnectionError, type OpenConnection } from '@millwright/connection';
import { type MillwrightError, shortened } from '@millwright/kernel';
import { z } from 'zod';
import { ActionError } from '../../action.errors.ts';
import { retryAfterMsOf } from '../../retry-after.ts';
import type { GoogleAnswer } from './google-client.ts';

const MAX_SAID_CHARACTERS = 500;
/** Drive says with a 403, too, that it is asked too often (Drive API, "Resolve errors"). */
const RATE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded']);

/** How Google says what went wrong. */
const errorSchema = z.object({
  error: z.object({
    message: z.string().catch(''),
    errors: z.array(z.object({ reason: z.string() })).catch([]),
  }),
});

/** The error that an answer outside 2xx is. */
export function errorOfAnswer(
  { status, headers, body }: GoogleAnswer,
  { name }: Pick<OpenConnection, 'name'>,
  nowMs: number,
): MillwrightError {
  const said = errorSchema.safeParse(jsonIn(body)).data?.error;
  const words = said?.message ? `: ${shortened(said.message, MAX_SAID_CHARACTERS)}` : '';
  const message = `Google answered ${status}${words}`;
  const reasons = said?.errors.map(({ reason }) => reason) ?? [];
  const retryAfterMs = retryAfterMsOf(headers, nowMs);
  if (status === 429 || (status === 403 && reasons.some((reason) => RATE_REASONS.has(reason)))) {
    return new ActionError('rate_limited', message, { retryAfterMs });
  }
  if (status >= 500) return new ActionError('remote_unavailable', message, { retryAfterMs });
  if (reasons.includes('exportSizeLimitExceeded')) return new ActionError('size_limit', message);
  if (status === 401 || status === 403) {
    return new ConnectionError(
      'connection_rejected',
      `the Connection "${name}" was refused: ${message}`,
    );
  }
  return new ActionError('remote_rejected', message);
}

/** What an answer says, if it has the shape that Google documents. @throws ActionError `remote_unavailable` */
export function readAnswer<T>({ body }: GoogleAnswer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonIn(body));
  if (parsed.success) return parsed.data;
  throw unreadableAnswer();
}

/** For a 2xx that is none of Google's answers: the page of a proxy, or half of one. */
export const unreadableAnswer = (): ActionError =>
  new ActionError(
    'remote_unavailable',
    'what answered in Google’s place did not answer as Google does',
  );

function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

import type { OpenConnection } from '@millwright/connection';
import { messageOf } from '@millwright/kernel';
import type { OutboundResponse } from '@millwright/net';
import type { ActionContext } from '../../../action.ts';
import { ActionError } from '../../../action.errors.ts';
import { retryAfterMsOf } from '../../../retry-after.ts';
import { SecretRedaction } from '../../../secrets/redact-secrets.ts';

const TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 1_000_000;

/** What Postmark answers, as far as we look at it. */
export interface PostmarkAnswer {
  ErrorCode?: number;
  Message?: string;
  Name?: string;
}

/**
 * Asks Postmark's API. @throws ActionError remote_rejected, remote_unavailable, rate_limited; NetError
 * @see Postmark Developer Docs, "API overview"
 */
export async function askPostmark(
  { fields }: OpenConnection<'postmark'>,
  request: { method: 'GET' | 'POST'; path: string; body?: string },
  { net, signal, clock }: Pick<ActionContext, 'net' | 'signal' | 'clock'>,
): Promise<PostmarkAnswer> {
  const { base_url: baseUrl, server_token: token } = fields;
  const { method, path, body } = request;
  const answer = await net.request({
    method,
    url: `${baseUrl}${path}`,
    headers: {
      accept: 'application/json',
      'x-postmark-server-token': token,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: MAX_ANSWER_BYTES,
    followRedirects: false,
    signal,
  });
  const said = answerIn(answer);
  const isTaken = answer.status >= 200 && answer.status < 300 && (said.ErrorCode ?? 0) === 0;
  if (isTaken) return said;
  const mask = new SecretRedaction(new Map([['server_token', token]]));
  const why = mask.text(`${said.Message ?? 'no reason'} (${said.ErrorCode ?? answer.status})`);
  throw new ActionError(
    codeOf(answer.status),
    `${new URL(baseUrl).host} answered ${answer.status}: ${why}`,
    { retryAfterMs: retryAfterMsOf(answer.headers, clock.now()) },
  );
}

const codeOf = (status: number) =>
  status === 429 ? 'rate_limited' : status >= 500 ? 'remote_unavailable' : 'remote_rejected';

/** @throws ActionError for a success that is none of Postmark's: nobody knows what became of the mail. */
function answerIn({ body, status, url }: OutboundResponse): PostmarkAnswer {
  try {
    const answer: unknown = JSON.parse(body.toString());
    if (typeof answer === 'object' && answer !== null) return answer;
    throw new Error('it is no object');
  } catch (error) {
    if (status < 200 || status > 299) return {};
    const message = `${new URL(url).host} does not answer as Postmark does: ${messageOf(error)}`;
    throw new ActionError('remote_rejected', message);
  }
}

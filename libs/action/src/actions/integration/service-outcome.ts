import { stringifyJson } from '@millwright/kernel';
import type { OutboundResponse } from '@millwright/net';
import type { ActionOutcome } from '../../action.ts';
import { type Failed, failed } from '../../outcome.ts';
import { retryAfterMsOf } from '../../retry-after.ts';
import { shownBody } from '../http/http-result.ts';

/** What an answer of a service means: outside of 2xx, or with a refusal of its own, it is a failure that keeps it. */
export function serviceOutcome(
  answer: OutboundResponse,
  given: { connection: string; nowMs: number; refusal?: Failed | undefined },
): ActionOutcome {
  const { status, headers } = answer;
  const result = stringifyJson({ status, body: shownBody(answer) });
  const failure = refusedStatus(answer, given.connection) ?? given.refusal;
  if (failure === undefined) return { ok: true, result };
  const retryAfterMs = failure.retry ? retryAfterMsOf(headers, given.nowMs) : undefined;
  return { ...failure, result, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Why a status means that the call failed; undefined when it does not. */
function refusedStatus({ status, url }: OutboundResponse, connection: string): Failed | undefined {
  if (status >= 200 && status <= 299) return undefined;
  const said = `${new URL(url).host} answered ${status}`;
  if (status === 401 || status === 403) {
    return failed('connection_rejected', `the Connection "${connection}" was refused: ${said}`);
  }
  if (status === 429) return { ...failed('rate_limited', said), retry: true };
  if (status >= 500) return { ...failed('remote_unavailable', said), retry: true };
  return failed('remote_rejected', said);
}

import { RawJson, stringifyJson } from '@millwright/kernel';
import { JobProblem } from '../job-problem.ts';
import { headerRecordOf, jobHeadersOf, type AnswerHeaders } from './call-headers.ts';
import { compositeResultOf, type CompositeResult } from './composite-result.ts';
import { textIn } from './result-members.ts';
import { mayBeAPage, sandboxed } from './sandbox-policy.ts';

/** How a job ended. */
export type JobOutcome = 'succeeded' | 'failed' | 'cancelled';

/** A job that has ended, and what decides how its caller is told. */
export interface EndedCall {
  jobId: string;
  outcome: JobOutcome;
  /** The stored result, exact JSON; null: it rendered none. */
  result: string | null;
  /** `?failure_status=`: 200 or 400 to 599. */
  failureStatus?: number | undefined;
  /** Setting `sync_failure_status` of the workspace. */
  syncFailureStatus: 200 | 422;
  /** The job was found by its idempotency key. */
  isReplay?: boolean;
  /** With `wait=actions`: every action run of the call. */
  actions?: readonly ActionEnd[];
}

/** An action run that has ended. Result and error are exact JSON. */
export interface ActionEnd {
  index: number;
  type: string;
  ok: boolean;
  result: string | null;
  error: string | null;
}

/** An answer as it is sent. */
export interface CallAnswer {
  status: number;
  headers: AnswerHeaders;
  /** Empty: no body at all. Text is ASCII: it goes out in one piece with its head. */
  body: Buffer | string;
}

/** A body, and the content type that it has unless the result gives one. */
interface Body {
  bytes: Buffer;
  contentType: string | undefined;
}

const JSON_TYPE = 'application/json';
const NOTHING = Buffer.alloc(0);
const BODILESS = new Set([204, 205, 304]);

/**
 * The answer to a call that waited: the result as JSON, or shaped by its `wm_…` members. A `response_invalid` when
 * they cannot be followed.
 */
export function syncAnswerOf(call: EndedCall): CallAnswer | JobProblem {
  const result = call.result ?? 'null';
  const composite = compositeResultOf(result);
  if (typeof composite === 'string') return responseInvalid(call, composite);
  if (composite !== undefined) return compositeAnswerOf(call, composite);
  const body = call.actions ? withActions(new RawJson(result), call.actions) : jsonBodyOf(result);
  const status = statusWithout(call);
  return { status, headers: headersOf(call, body), body: body.bytes };
}

function responseInvalid({ jobId, isReplay = false }: EndedCall, detail: string): JobProblem {
  const headers = jobHeadersOf(jobId, { isReplay });
  return new JobProblem('response_invalid', detail, { headers, members: { job_id: jobId } });
}

function compositeAnswerOf(call: EndedCall, composite: CompositeResult): CallAnswer {
  const body = bodyOf(call, composite);
  const isEmpty = call.outcome === 'succeeded' && !composite.result && !call.actions;
  const status = composite.status ?? (isEmpty ? 204 : statusWithout(call));
  const headers = headersOf(call, body, composite.headers);
  // JSON and text go out as they are: only bytes can have been packed by the task.
  if (body.bytes !== composite.bytes) delete headers['content-encoding'];
  const { contentType } = body;
  if (contentType !== undefined && mayBeAPage(contentType)) {
    headers['content-security-policy'] = sandboxed(headers['content-security-policy']);
  }
  return { status, headers, body: BODILESS.has(status) ? NOTHING : body.bytes };
}

/** The status where the result has none. */
function statusWithout({ outcome, failureStatus, syncFailureStatus }: EndedCall): number {
  return outcome === 'succeeded' ? 200 : (failureStatus ?? syncFailureStatus);
}

function bodyOf({ outcome, actions }: EndedCall, composite: CompositeResult): Body {
  const { result, error, bytes, contentType } = composite;
  const failure =
    outcome === 'succeeded' || !error ? undefined : new RawJson(`{"error":${error.text}}`);
  const sent = result ?? failure;
  // What we wrote is JSON whatever the task calls it: an error's text may be a stranger's.
  if (actions) return withActions(sent ?? new RawJson('null'), actions);
  if (bytes) return { bytes, contentType };
  if (result === undefined && failure) return jsonBodyOf(failure.text);
  if (sent === undefined) return { bytes: NOTHING, contentType };
  const text = contentType === undefined ? undefined : textIn(sent);
  return { bytes: Buffer.from(text ?? sent.text), contentType: contentType ?? JSON_TYPE };
}

const jsonBodyOf = (json: string): Body => ({ bytes: Buffer.from(json), contentType: JSON_TYPE });

/** In render order. */
function withActions(result: RawJson, actions: readonly ActionEnd[]): Body {
  const ends = [...actions]
    .sort((one, other) => one.index - other.index)
    .map(({ index, type, ok, result: json, error }) => ({
      index,
      type,
      ok,
      result: json === null ? null : new RawJson(json),
      error: error === null ? null : new RawJson(error),
    }));
  return jsonBodyOf(stringifyJson({ result, actions: ends }));
}

/** Ours stand above what the result asks for, but for `cache-control`. */
function headersOf(
  { jobId, isReplay = false }: EndedCall,
  { contentType }: Body,
  asked: ReadonlyMap<string, string> = new Map(),
): AnswerHeaders {
  const { 'cache-control': cacheControl, ...ours } = jobHeadersOf(jobId, { isReplay });
  return headerRecordOf([
    ['cache-control', cacheControl!],
    ...asked,
    ...Object.entries(ours),
    ...(contentType === undefined ? [] : [['content-type', contentType] as const]),
  ]);
}

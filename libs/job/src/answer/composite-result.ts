import type { RawJson } from '@millwright/kernel';
import { headerValueOfText, noHeaders, resultHeadersOf } from './result-headers.ts';
import { resultMembersOf, textIn, wmMemberOf } from './result-members.ts';

/** A result that says how it wants to be sent. */
export interface CompositeResult {
  /** 200 to 599. */
  readonly status: number | undefined;
  readonly contentType: string | undefined;
  /** Lower-case name → value, without the content type. */
  readonly headers: ReadonlyMap<string, string>;
  readonly droppedHeaders: readonly string[];
  /** What its `result`, in base64, stands for; undefined where it is sent as text or JSON. */
  readonly bytes: Buffer | undefined;
  readonly result: RawJson | undefined;
  /** The `error` beside it when it failed the run. */
  readonly error: RawJson | undefined;
}

const SHAPING = ['status_code', 'content_type', 'headers', 'content_transfer_encoding'];
const STATUS = /^[2-5]\d\d$/;
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+[ \t]*(?:;|$)/;

/**
 * Reads `wm_status_code`, `wm_content_type`, `wm_headers` and `wm_content_transfer_encoding`, each also under
 * `windmill_…`. Undefined when a result has none of them; a text, what is wrong, when one cannot be followed.
 */
export function compositeResultOf(json: string): CompositeResult | string | undefined {
  const members = resultMembersOf(json);
  if (!members || !SHAPING.some((name) => wmMemberOf(members, name))) return undefined;

  const statusCode = wmMemberOf(members, 'status_code');
  const status = statusCode && statusOf(statusCode);
  if (statusCode && status === undefined) return 'Invalid status code';

  const givenHeaders = wmMemberOf(members, 'headers');
  const headers = givenHeaders ? resultHeadersOf(givenHeaders) : noHeaders;
  if (typeof headers === 'string') return headers;

  const givenType = wmMemberOf(members, 'content_type');
  const values = new Map(headers.values);
  const contentType = givenType
    ? headerValueOfText(textIn(givenType) ?? '')
    : values.get('content-type');
  values.delete('content-type');
  if ((givenType ?? contentType) !== undefined && !MEDIA_TYPE.test(contentType ?? '')) {
    return 'Invalid content type';
  }

  const result = members.get('result');
  const encoding = wmMemberOf(members, 'content_transfer_encoding');
  const bytes = encoding && bytesOf(encoding, result, contentType);
  if (typeof bytes === 'string') return bytes;

  const { dropped } = headers;
  const error = members.get('error');
  return { status, contentType, headers: values, droppedHeaders: dropped, bytes, result, error };
}

/** For the log of a job: a line for each header that its result asks for and that is not sent. */
export function droppedHeaderLinesOf(json: string): string[] {
  const composite = compositeResultOf(json);
  if (composite === undefined || typeof composite === 'string') return [];
  return composite.droppedHeaders.map(
    (name) => `wm_headers: ${name} is not a task's to set; not sent`,
  );
}

function statusOf(json: RawJson): number | undefined {
  const text = textIn(json);
  if (text !== undefined) return STATUS.test(text) ? Number(text) : undefined;
  // Liquid computes 418.0 as readily as 418. What is neither text nor number gives NaN or no status.
  const status = /^\d/.test(json.text) ? Number(json.text) : NaN;
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}

/** The bytes, or what is wrong. */
function bytesOf(
  encoding: RawJson,
  result: RawJson | undefined,
  contentType: string | undefined,
): Buffer | string {
  if (textIn(encoding) !== 'base64')
    return 'Invalid content transfer encoding: only base64 is known';
  if (contentType === undefined) return 'A result in base64 needs a content type';
  const text = textIn(result);
  const bytes = text === undefined ? undefined : Buffer.from(text, 'base64');
  // Node skips what is not base64; only what comes out again was.
  return bytes?.toString('base64') === text && bytes
    ? bytes
    : 'The result is not valid base64 text';
}

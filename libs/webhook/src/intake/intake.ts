import type { RequestRecord } from '@millwright/contracts';
import type { Id, RawJson } from '@millwright/kernel';
import { utf8 } from './charset.ts';
import { unpack, type ContentEncoding } from './content-encoding.ts';
import type { ContentType } from './content-type.ts';
import { autoDataOf, fullDataOf, type DataMode } from './event-data.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { IntakeProblem } from './intake-problem.ts';
import { readBody, type RequestBody } from './request-body.ts';
import { readQuery } from './request-query.ts';

const FIRST_BYTE_OF_MARK = 0xef;

/** A request whose body has arrived, and how its webhook wants it. */
export interface IntakeRequest {
  requestId: Id;
  webhookId: Id;
  dataMode: DataMode;
  /** Without `body_base64`: whether it is needed comes out of reading. */
  record: RequestRecord;
  contentType: ContentType;
  contentEncoding: ContentEncoding;
  /** The bytes as they came, still packed. */
  bytes: Buffer;
  limitBytes: number;
  limits: IntakeLimits;
}

/** What an event is made of: its data as exact JSON text, what was read, and what is kept of the request. */
export interface Intake {
  data: RawJson;
  body: RequestBody;
  request: RequestRecord;
}

/**
 * Turns a request into an event's data, or says why that cannot be. Only a packed body makes a promise: the others
 * are read in one go, on the hot path of the intake (bench "accepts").
 */
export function takeIn(
  request: IntakeRequest,
): Intake | IntakeProblem | Promise<Intake | IntakeProblem> {
  return request.contentEncoding === 'identity'
    ? intakeOf(request, request.bytes)
    : unpackedIntakeOf(request, request.contentEncoding);
}

async function unpackedIntakeOf(
  request: IntakeRequest,
  encoding: Exclude<ContentEncoding, 'identity'>,
): Promise<Intake | IntakeProblem> {
  const bytes = await unpack(request.bytes, encoding, request.limitBytes);
  return bytes instanceof IntakeProblem ? bytes : intakeOf(request, bytes);
}

/** The same for bytes that are not packed, or not any more. */
export function intakeOf(request: IntakeRequest, bytes: Buffer): Intake | IntakeProblem {
  const body = readBody(bytes, request.contentType, request.limits);
  if (body instanceof IntakeProblem) return body;
  const query = readQuery(request.record.query_string, request.limits);
  if (query instanceof IntakeProblem) return query;

  const { record, requestId, webhookId } = request;
  const { mimeType } = request.contentType;
  const data =
    request.dataMode === 'auto'
      ? autoDataOf(body, query)
      : fullDataOf({ body, bytes, query, record, mimeType, requestId, webhookId });
  if (!isDataTheBytes(data, body, request)) {
    record.body_base64 = request.bytes.toString('base64');
  }
  return { data, body, request: record };
}

/** Whether the data is the very bytes that came: JSON in UTF-8 without a mark, not packed, nothing merged. */
const isDataTheBytes = (data: RawJson, body: RequestBody, request: IntakeRequest): boolean =>
  body.kind === 'json' &&
  data === body.json &&
  request.contentEncoding === 'identity' &&
  request.contentType.charset === utf8 &&
  request.bytes[0] !== FIRST_BYTE_OF_MARK;

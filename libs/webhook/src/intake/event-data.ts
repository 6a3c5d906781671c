import {
  jsonMembersOf,
  RawJson,
  stringifyJson,
  type Id,
  type JsonObject,
} from '@millwright/kernel';
import type { RequestBody } from './request-body.ts';
import type { RequestRecord } from '@millwright/contracts';

/** What the event's data is made of: the body alone (with the query), or everything about the request. */
export type DataMode = 'auto' | 'full';

/** A request that was read, for mode "full". */
export interface FullRequest {
  body: RequestBody;
  /** The body's bytes, unpacked. */
  bytes: Buffer;
  query: JsonObject;
  record: RequestRecord;
  mimeType: string | null;
  requestId: Id;
  webhookId: Id;
}

/** Mode "auto": the body, with the query's pairs behind its own where it is a hash. JSON stays the sender's text. */
export function autoDataOf(body: RequestBody, query: JsonObject): RawJson {
  const hasQuery = query.size > 0;
  switch (body.kind) {
    case 'json':
      return body.isObject && hasQuery
        ? mergedOf(jsonMembersOf(body.json.text)!, query)
        : body.json;
    case 'hash':
      return mergedOf(body.hash, query);
    case 'text':
      return new RawJson(hasQuery ? stringifyJson(query) : JSON.stringify(body.text));
    case 'none':
      return new RawJson(hasQuery ? stringifyJson(query) : 'null');
  }
}

/** Mode "full": a hash of nine keys. */
export function fullDataOf(request: FullRequest): RawJson {
  const { body, bytes, query, record, mimeType, requestId, webhookId } = request;
  const members = {
    body_base64: bytes.toString('base64'),
    body: structuredOf(body),
    client_ip: record.client_ip,
    headers: new Map(Object.entries(record.headers)),
    mime_type: mimeType,
    query_string: record.query_string,
    query: query.size > 0 ? query : null,
    request_id: requestId,
    webhook_id: webhookId,
  };
  return new RawJson(stringifyJson(members));
}

function structuredOf(body: RequestBody): RawJson | JsonObject | null {
  if (body.kind === 'json') return body.json;
  return body.kind === 'hash' ? body.hash : null;
}

/** The body's keys first, and their values where both have one. */
function mergedOf(body: ReadonlyMap<string, unknown>, query: JsonObject): RawJson {
  const merged = new Map<string, unknown>(body);
  for (const [key, value] of query) if (!merged.has(key)) merged.set(key, value);
  return new RawJson(stringifyJson(merged));
}

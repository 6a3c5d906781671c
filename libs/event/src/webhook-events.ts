import type { RequestRecord } from '@millwright/contracts';
import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** An event of a webhook's request, as lists need it. */
export interface WebhookEvent {
  id: Id;
  request_id: Id;
  created_at: Date;
  provider: string | null;
  provider_event: string | null;
}

/** What is kept of a request that became an event: its head, and the bytes of its body. */
export interface KeptRequest extends WebhookEvent {
  request: RequestRecord;
  body: Buffer;
}

/** The events of a webhook's latest requests, newest first; none older than `since`, an id. */
export const latestEventsOfWebhook = (
  sql: Sql,
  workspaceId: Id,
  webhookId: Id,
  { since, limit }: { since: Id; limit: number },
): Promise<WebhookEvent[]> =>
  sql.query<WebhookEvent>(
    `select ${LINE} from events
     where webhook_id = $1 and id >= $2 and workspace_id = $3 and request_id is not null
     order by id desc limit $4`,
    [webhookId, since, workspaceId, limit],
  );

/** All events of a webhook's request, newest first: a batch becomes several. */
export const eventsOfRequest = (
  sql: Sql,
  workspaceId: Id,
  webhookId: Id,
  requestId: Id,
): Promise<WebhookEvent[]> =>
  sql.query<WebhookEvent>(
    `select ${LINE} from events
     where request_id = $1 and webhook_id = $2 and workspace_id = $3 and request is not null
     order by id desc`,
    [requestId, webhookId, workspaceId],
  );

/** The request of a webhook that became an event, of a batch its first delivery; undefined: there is none of that id. */
export async function keptRequestOf(
  sql: Sql,
  workspaceId: Id,
  webhookId: Id,
  requestId: Id,
): Promise<KeptRequest | undefined> {
  const [row] = await sql.query<WebhookEvent & { request: string; data: string }>(
    `select ${LINE}, request, data from events
     where request_id = $1 and webhook_id = $2 and workspace_id = $3 and request is not null
     order by id limit 1`,
    [requestId, webhookId, workspaceId],
  );
  if (row === undefined) return undefined;
  const { data, ...line } = row;
  const request = JSON.parse(row.request) as RequestRecord;
  const { body_base64: bytes } = request;
  const body = bytes === undefined ? Buffer.from(data) : Buffer.from(bytes, 'base64');
  return { ...line, request, body };
}

const LINE = `id, request_id, created_at, provider, provider_event`;

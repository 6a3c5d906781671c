import type { EventEnvelope } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { EventStore } from '@millwright/event';
import { newId, newSecretId, RawJson, type Id } from '@millwright/kernel';

/** Commits an event as a request of GitHub to a webhook makes one. */
export async function commitEventOf(
  database: Database,
  webhook: { id: Id },
  workspaceId: Id,
  requestId: Id = newSecretId(),
): Promise<EventEnvelope> {
  const envelope: EventEnvelope = {
    id: newId(),
    workspace_id: workspaceId,
    topic: 'user/github/issues.opened',
    source: 'webhook',
    created_at: new Date().toISOString(),
    webhook_id: webhook.id,
    provider: 'github',
    provider_event: 'issues.opened',
    request_id: requestId,
    parent_id: null,
    replay_of: null,
    task_ids: null,
  };
  const request = {
    method: 'POST',
    headers: { 'content-type': ['application/json'], authorization: ['Bearer own'] },
    query_string: 'a=1',
    client_ip: '203.0.113.7',
  };
  const data = new RawJson('{"action":"opened","n":1.0}');
  await new EventStore(database).commitEvents([{ envelope, data, request }]);
  return envelope;
}

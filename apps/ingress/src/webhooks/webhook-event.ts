import type { NewEvent } from '@millwright/event';
import { newId, type Id } from '@millwright/kernel';
import { topicOfEvent, type Intake, type WebhookRoute } from '@millwright/webhook';

/** The event that a request to a webhook becomes. */
export const webhookEventOf = (
  requestId: Id,
  route: WebhookRoute,
  { data, request }: Intake,
  nowMs: number,
): NewEvent => ({
  envelope: {
    id: newId(nowMs),
    workspace_id: route.workspaceId,
    topic: topicOfEvent(route.topic, null),
    source: 'webhook',
    created_at: new Date(nowMs).toISOString(),
    webhook_id: route.id,
    provider: route.provider,
    provider_event: null,
    request_id: requestId,
    parent_id: null,
    replay_of: null,
    task_ids: null,
  },
  data,
  request,
});

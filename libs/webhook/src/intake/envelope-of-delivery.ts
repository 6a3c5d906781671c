import type { EventEnvelope } from '@millwright/contracts';
import { plainEnvelope } from '@millwright/event';
import { newId, type Id } from '@millwright/kernel';
import type { WebhookRoute } from '../webhook-route.ts';
import { topicOfEvent } from '../webhook-topic.ts';

/** What a delivery is besides its data: the hint is the sender's own word for the kind of event. */
export interface NamedDelivery {
  requestId: Id;
  hint: string | null;
  provider: string | null;
  nowMs: number;
}

/** The envelope of the event that a delivery to a webhook becomes. */
export const envelopeOfDelivery = (
  route: Pick<WebhookRoute, 'id' | 'workspaceId' | 'topic'>,
  { requestId, hint, provider, nowMs }: NamedDelivery,
): EventEnvelope =>
  plainEnvelope({
    id: newId(nowMs),
    workspace_id: route.workspaceId,
    topic: topicOfEvent(route.topic, hint),
    source: 'webhook',
    created_at: new Date(nowMs).toISOString(),
    webhook_id: route.id,
    provider,
    provider_event: hint,
    request_id: requestId,
  });

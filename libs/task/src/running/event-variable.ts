import type { EventEnvelope } from '@millwright/contracts';
import type { RawJson } from '@millwright/kernel';

/** An event with its data, as scripts see it. */
export interface EventWithData {
  envelope: EventEnvelope;
  data: RawJson;
  /** Told to scripts only when it is one. */
  preview?: true;
}

/** The `event` variable. `ancestors` are its parent, its parent's parent and so on, as far as the script may look. */
export function eventVariable(
  { envelope, data, preview }: EventWithData,
  ancestors: readonly EventWithData[] = [],
): Record<string, unknown> {
  const [parent, ...further] = ancestors;
  return {
    id: envelope.id,
    topic: envelope.topic,
    data,
    source: envelope.source,
    created_at: envelope.created_at,
    webhook_request_id: envelope.request_id,
    webhook_id: envelope.webhook_id,
    provider: envelope.provider,
    replay_of: envelope.replay_of,
    preview,
    shopify_topic: shopifyTopicOf(envelope),
    ...(parent === undefined ? {} : { parent: eventVariable(parent, further) }),
  };
}

/** What Shopify itself calls the event, as `orders/create`; undefined: it is none of Shopify's. */
export const shopifyTopicOf = ({
  provider,
  provider_event,
}: Pick<EventEnvelope, 'provider' | 'provider_event'>): string | undefined =>
  provider === 'shopify' ? (provider_event ?? undefined) : undefined;

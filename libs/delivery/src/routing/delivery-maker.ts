import { insertRows, type Sql, type Transaction } from '@millwright/database';
import type { StoredEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { bodyFormats, sizeOfBody, type BodyEvent, type BodyRules } from '../formats/index.ts';
import { deliveryIdOf } from '../history/delivery-ids.ts';
import { activeEndpoint, type ActiveEndpoint } from './active-endpoints.ts';
import { insertDeliveries } from './insert-deliveries.ts';
import { isWantedBy } from './may-reach.ts';
import type { NewDelivery } from './new-delivery.ts';
import { laneOfKey, orderingKeyOf } from './ordering-key.ts';

/** What deliveries of the whole instance have in common. */
export interface DeliveryRules {
  /** No trailing slash. */
  publicUrl: string;
  /** Largest body. */
  maxBodyBytes: number;
}

/** An event and an endpoint that it goes to. */
export interface WantedEvent {
  event: StoredEvent;
  endpoint: ActiveEndpoint;
}

/** Makes what events become for endpoints: deliveries at once, or items of the next batch. */
export class DeliveryMaker {
  constructor(private readonly rules: DeliveryRules) {}

  /** Stores them; answers the endpoints that have something to send at once. Made twice, they are there once. */
  async make(tx: Transaction, wanted: readonly WantedEvent[], now: Date): Promise<Set<Id>> {
    const items = wanted.filter(({ endpoint }) => endpoint.mode === 'batched');
    await insertItems(tx, items);
    const deliveries = wanted
      .filter(({ endpoint }) => endpoint.mode === 'immediate')
      .map((one) => this.deliveryOf(one, now));
    return insertDeliveries(tx, deliveries, this.rules.maxBodyBytes);
  }

  /** Those of some events of its Workspace that an endpoint wants, by its settings of now. */
  async wantedBy(sql: Sql, endpointId: Id, events: readonly StoredEvent[]): Promise<WantedEvent[]> {
    const endpoint = await activeEndpoint(sql, endpointId);
    if (endpoint === undefined) return [];
    return events.flatMap((event) => (isWantedBy(endpoint, event) ? [{ event, endpoint }] : []));
  }

  private deliveryOf({ event, endpoint }: WantedEvent, now: Date): NewDelivery {
    const { id: eventId, topic } = event.envelope;
    const { id: endpointId, workspaceId, format, ordering, settings } = endpoint;
    const isTemplated = settings.transformation !== null;
    const rules = bodyRulesOf(endpoint, this.rules.publicUrl);
    const body = isTemplated ? null : bodyFormats[format].bodyOf(bodyEventOf(event), rules);
    const sizeBytes = body === null ? 0 : sizeOfBody(body);
    const isFifo = ordering === 'fifo';
    const orderingKey = isFifo ? orderingKeyOf(settings.ordering_key, event) : null;
    return {
      id: deliveryIdOf(eventId, endpointId),
      workspaceId,
      endpointId,
      eventId,
      eventIds: null,
      topic,
      topics: null,
      format,
      body,
      sizeBytes,
      isTooLarge: sizeBytes > this.rules.maxBodyBytes,
      orderingKey,
      lane: isFifo ? laneOfKey(orderingKey) : null,
      laneUntil: isFifo ? 'final' : null,
      position: eventId,
      createdAt: now,
      runAt: firstAttemptAt(settings.retry_schedule, now),
    };
  }
}

/** An event as bodies are made of it. */
export const bodyEventOf = ({ envelope, data }: StoredEvent): BodyEvent => ({
  id: envelope.id,
  topic: envelope.topic,
  createdAt: new Date(envelope.created_at),
  data,
});

/** What the bodies of an endpoint are made by. */
export const bodyRulesOf = (
  { workspace, settings }: Pick<ActiveEndpoint, 'workspace' | 'settings'>,
  publicUrl: string,
): BodyRules => ({
  typeNames: settings.type_names,
  excluded: new Set(settings.exclude_fields),
  source: `${publicUrl}/w/${workspace}`,
});

/** When a delivery that is made now is attempted first. */
export const firstAttemptAt = ([delayS = 0]: readonly number[], now: Date): Date =>
  new Date(now.getTime() + delayS * 1_000);

/** An event that waits already waits no second time. */
const insertItems = (tx: Transaction, items: readonly WantedEvent[]): Promise<unknown> =>
  insertRows<WantedEvent>(tx, {
    table: 'endpoint_items',
    columns: {
      endpoint_id: ['uuid', ({ endpoint }) => endpoint.id],
      event_id: ['uuid', ({ event }) => event.envelope.id],
      workspace_id: ['uuid', ({ endpoint }) => endpoint.workspaceId],
    },
    rows: items,
    then: 'on conflict do nothing',
  });

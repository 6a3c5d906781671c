import type { Sql } from '@millwright/database';
import { newId, timeOf, type Id } from '@millwright/kernel';
import { firstAttemptAt } from '../routing/delivery-maker.ts';
import type { NewDelivery } from '../routing/new-delivery.ts';
import { laneOfKey } from '../routing/ordering-key.ts';
import type { Batch } from './make-batches.ts';
import type { BatchedEndpoint } from './batched-endpoint.ts';

/** The lane of some batches: with `fifo` that of the endpoint, else that of their flush; null: there is one only. */
export type BatchLane = Pick<NewDelivery, 'laneUntil'> & { lane: string | null };

/** Where the batches of a flush wait for each other. */
export function laneOfBatches(
  { ordering }: BatchedEndpoint,
  flushId: Id,
  isSingle: boolean,
): BatchLane {
  if (ordering === 'fifo') return { lane: laneOfKey(null), laneUntil: 'final' };
  return isSingle
    ? { lane: null, laneUntil: null }
    : { lane: `flush/${flushId}`, laneUntil: 'attempted' };
}

/** The last place that is taken in a lane of an endpoint. */
export async function lastPlaceIn(
  sql: Sql,
  endpointId: Id,
  lane: string | null,
): Promise<Id | undefined> {
  if (lane === null) return undefined;
  const [last] = await sql.query<{ position: Id }>(
    `select position from delivery_queue where endpoint_id = $1 and lane = $2
     order by position desc limit 1`,
    [endpointId, lane],
  );
  return last?.position;
}

/** Batches as deliveries, in their order behind the last place: also when that was made by a clock ahead of ours. */
export function deliveriesOf(
  batches: readonly Batch[],
  endpoint: BatchedEndpoint,
  {
    lane,
    behind,
    maxBodyBytes,
    now,
  }: { lane: BatchLane; behind: Id | undefined; maxBodyBytes: number; now: Date },
): NewDelivery[] {
  const { id: endpointId, workspaceId, format, settings } = endpoint;
  const ms = behind === undefined ? now.getTime() : Math.max(now.getTime(), timeOf(behind) + 1);
  return batches.map(({ events, body, sizeBytes }) => {
    const id = newId(ms);
    const topics = [...new Set(events.map(({ envelope }) => envelope.topic))];
    const eventIds = events.map(({ envelope }) => envelope.id);
    const isOne = eventIds.length === 1;
    return {
      id,
      workspaceId,
      endpointId,
      eventId: isOne ? eventIds[0]! : null,
      eventIds,
      topic: isOne ? topics[0]! : null,
      topics,
      format,
      body,
      sizeBytes,
      isTooLarge: sizeBytes > maxBodyBytes,
      orderingKey: null,
      ...lane,
      position: id,
      createdAt: now,
      runAt: firstAttemptAt(settings.retry_schedule, now),
    };
  });
}

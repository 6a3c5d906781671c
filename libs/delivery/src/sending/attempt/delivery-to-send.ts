import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { Delivery } from '../../history/delivery.entity.ts';

/** What of a delivery is needed to send it. */
export type DeliveryToSend = Pick<
  Delivery,
  | 'id'
  | 'workspaceId'
  | 'endpointId'
  | 'eventId'
  | 'eventIds'
  | 'topic'
  | 'topics'
  | 'format'
  | 'body'
  | 'isText'
  | 'isTest'
  | 'createdAt'
>;

/** Deliveries by id, in no order. The lowest and the highest id spare the planner the partitions without any. */
export async function deliveriesToSend(sql: Sql, ids: readonly Id[]): Promise<DeliveryToSend[]> {
  if (ids.length === 0) return [];
  const sorted = [...ids].sort();
  return sql.query(
    `select id, workspace_id as "workspaceId", endpoint_id as "endpointId", event_id as "eventId",
       event_ids as "eventIds", topic, topics, format, body, is_text as "isText", is_test as "isTest",
       created_at as "createdAt"
     from deliveries where id = any($1::uuid[]) and id between $2::uuid and $3::uuid`,
    [sorted, sorted[0], sorted.at(-1)],
  );
}

/** Its events' ids, in the order of the body. */
export const eventIdsOf = ({
  eventId,
  eventIds,
}: Pick<DeliveryToSend, 'eventId' | 'eventIds'>): readonly Id[] =>
  eventIds ?? (eventId === null ? [] : [eventId]);

/** Its events' topics, each once. */
export const topicsOf = ({
  topic,
  topics,
}: Pick<DeliveryToSend, 'topic' | 'topics'>): readonly string[] =>
  topics ?? (topic === null ? [] : [topic]);

import type { Transaction } from '@millwright/database';
import { idsBeside, type Id } from '@millwright/kernel';
import type { EndpointMode, EndpointOrdering } from '../endpoints/endpoint.entity.ts';
import type { DeliveryState } from '../history/delivery.entity.ts';
import type { QueueState } from '../queue/queued-delivery.entity.ts';

/** A delivery that nobody else changes before the transaction ends. */
export interface LockedDelivery {
  id: Id;
  workspaceId: Id;
  endpointId: Id;
  eventId: Id | null;
  orderingKey: string | null;
  isTest: boolean;
  state: DeliveryState;
  attempts: number;
  errorCode: string | null;
  /** Null: it is in no queue. */
  queued: QueueState | null;
  lane: string | null;
  laneUntil: 'final' | 'attempted' | null;
  position: Id | null;
  /** Of its endpoint. */
  mode: EndpointMode;
  ordering: EndpointOrdering;
  /** Whether its endpoint is there and enabled. */
  isEnabled: boolean;
  /** Its endpoint is deleted: what is in the queue and not under way is shown as ended. */
  isEndpointDeleted: boolean;
  /** Also when it was cancelled meanwhile. */
  isUnderWay: boolean;
}

/** No attempt takes longer, and its end a moment more: one without an end since was lost. */
const LONGEST_ATTEMPT_S = 75;

/** The health row of the endpoint first: it is what claims, and whoever changes a lane, lock. */
export async function lockDelivery(
  tx: Transaction,
  workspaceId: Id,
  id: Id,
): Promise<LockedDelivery | undefined> {
  await tx.query(
    `select 1 from endpoint_health h
     where h.endpoint_id = (select endpoint_id from deliveries where id = $1 and workspace_id = $2) for update`,
    [id, workspaceId],
  );
  // In the order in which ends of attempts lock them.
  await tx.query('select 1 from delivery_queue where delivery_id = $1 for update', [id]);
  await tx.query('select 1 from deliveries where id = $1 and workspace_id = $2 for update', [
    id,
    workspaceId,
  ]);
  const [row] = await tx.query<LockedDelivery>(
    `select d.id, d.workspace_id as "workspaceId", d.endpoint_id as "endpointId", d.event_id as "eventId",
       d.ordering_key as "orderingKey", d.is_test as "isTest", d.state, greatest(d.attempts, q.attempt) as attempts,
       d.error_code as "errorCode", q.state as queued, q.lane, q.lane_until as "laneUntil", q.position, e.mode,
       e.ordering, e.enabled and e.deleted_at is null as "isEnabled", e.deleted_at is not null as "isEndpointDeleted",
       q.state is not distinct from 'started' or exists (
         select from attempts a where a.delivery_id = d.id and a.id between $3 and $4 and a.duration_ms is null
           and a.error_code is null and a.started_at > now() - make_interval(secs => ${LONGEST_ATTEMPT_S})
       ) as "isUnderWay"
     from deliveries d join endpoints e on e.id = d.endpoint_id left join delivery_queue q on q.delivery_id = d.id
     where d.id = $1 and d.workspace_id = $2`,
    [id, workspaceId, ...idsBeside(id)],
  );
  return row;
}

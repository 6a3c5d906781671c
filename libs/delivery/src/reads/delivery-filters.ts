import { Conditions, idBoundOf } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import type { DeliveryStatus } from './delivery-status.ts';

/** What deliveries may be listed by. Times bound when their event was accepted, or their batch made. */
export interface DeliveryFilters {
  endpoint_id?: Id | undefined;
  status?: DeliveryStatus | undefined;
  topic?: string | undefined;
  event_id?: Id | undefined;
  test?: boolean | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
}

/** Whose deliveries, and which part of them: the part that an index finds. `id` names the column of their id. */
export function ownersOf(
  workspaceId: Id,
  { endpoint_id: endpointId, since, until }: DeliveryFilters,
  cursor: Id | undefined,
  id: string,
): Conditions {
  return new Conditions()
    .and('workspace_id = $', workspaceId)
    .and('endpoint_id = $', endpointId)
    .and(`${id} >= $`, idBoundOf(since))
    .and(`${id} < $`, idBoundOf(until))
    .and(`${id} < $`, cursor);
}

/** Every condition of a list on the deliveries themselves; a status that is not final is in the queue. */
export function conditionsOf(
  workspaceId: Id,
  filters: DeliveryFilters,
  { cursor }: PageRequest,
): Conditions {
  const { status, test, topic } = filters;
  return ownersOf(workspaceId, filters, cursor, 'id')
    .also(status && stateConditions[status])
    .also(test === undefined ? undefined : test ? 'is_test' : 'not is_test')
    .and('$ = any(array_append(topics, topic))', topic);
}

/** The indexes of what ended badly are partial: the planner takes one only where the statement itself says so. */
const stateConditions: Partial<Record<DeliveryStatus, string>> = {
  succeeded: "state = 'succeeded'",
  failed: "state = 'failed' and state in ('failed', 'cancelled')",
  cancelled: "state = 'cancelled' and state in ('failed', 'cancelled')",
};

/** Whether some index leads to just these, or to few more. */
export function isIndexed({
  endpoint_id: endpointId,
  status,
  topic,
  test,
}: DeliveryFilters): boolean {
  if (topic !== undefined || status === 'succeeded') return false;
  if (endpointId !== undefined) return status !== 'cancelled' && test !== true;
  return status === undefined || test !== true;
}

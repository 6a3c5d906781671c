import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { EndpointMode, EndpointOrdering } from '../endpoints/endpoint.entity.ts';
import type { RecoveryRange } from './recovery-range.ts';

/** A delivery that failed. */
export interface FailedDelivery {
  id: Id;
  eventId: Id | null;
  orderingKey: string | null;
  attempts: number;
  topics: string[];
  mode: EndpointMode;
  ordering: EndpointOrdering;
}

/** The next failed deliveries of a range, in order. What was too large would be again, and tests are sent once. */
export function nextFailed(
  sql: Sql,
  { endpointId, cursor, untilId, startedAt }: RecoveryRange,
  size: number,
): Promise<FailedDelivery[]> {
  return sql.query<FailedDelivery>(
    `select d.id, d.event_id as "eventId", d.ordering_key as "orderingKey", d.attempts,
       case when d.topics is null then array[d.topic] else d.topics end as topics, e.mode, e.ordering
     from deliveries d join endpoints e on e.id = d.endpoint_id
     where d.endpoint_id = $1 and d.state = 'failed' and d.id > $2 and d.id < $3 and d.stopped_at <= $4
       and not d.is_test and d.error_code is distinct from 'payload_too_large'
     order by d.id limit ${size}`,
    [endpointId, cursor, untilId, startedAt],
  );
}

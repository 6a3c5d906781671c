import type { Id } from '@millwright/kernel';
import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';
import type { DeliveryStatus, WaitingReason } from './delivery-status.ts';

/** A delivery as it is read. */
export interface DeliveryRow {
  id: Id;
  endpoint_id: Id;
  event_id: Id | null;
  event_ids: Id[] | null;
  topic: string | null;
  topics: string[] | null;
  format: EndpointFormat;
  status: DeliveryStatus;
  waiting_for: WaitingReason | null;
  attempts: number;
  attempts_max: number;
  run_at: Date | null;
  created_at: Date;
  started_at: Date | null;
  stopped_at: Date | null;
  ordering_key: string | null;
  size_bytes: number;
  test: boolean;
  last_status_code: number | null;
  error_code: string | null;
  error_message: string | null;
}

/** The columns of a {@link DeliveryRow}; the schedule begins anew with a replay, while numbers go on. */
export const deliveryColumns = `d.id, d.endpoint_id, d.event_id, d.event_ids, d.topic, d.topics, d.format, s.status,
  w.waiting_for, greatest(d.attempts, q.attempt) as attempts,
  case when d.is_test then 1 else greatest(d.attempts,
    coalesce(q.attempt - q.step, 0) + jsonb_array_length(e.settings -> 'retry_schedule')) end as attempts_max,
  case when d.state = 'open' and s.status <> 'cancelled' then q.run_at end as run_at, d.created_at, d.started_at,
  coalesce(d.stopped_at, case when s.status = 'cancelled' then greatest(e.deleted_at, d.created_at) end) as stopped_at, d.ordering_key,
  d.size_bytes, d.is_test as test, d.last_status_code, d.error_code, d.error_message`;

/** A delivery as the API shows it. Of a batch `event_id` and `topic` are null. */
export const deliveryShape = ({
  error_code: code,
  error_message: message,
  ...row
}: DeliveryRow) => ({
  ...row,
  event_ids: row.event_ids ?? [row.event_id].filter((id) => id !== null),
  topics: row.topics ?? [row.topic].filter((topic) => topic !== null),
  error: code === null ? null : { code, message: message ?? '' },
});

export type DeliveryShape = ReturnType<typeof deliveryShape>;

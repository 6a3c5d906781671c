/** What becomes of a delivery: the states of all runs. */
export const deliveryStatuses = [
  'due',
  'started',
  'scheduled',
  'unscheduled',
  'succeeded',
  'failed',
  'cancelled',
] as const;

export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** What an unscheduled delivery waits for. */
export const waitingReasons = [
  'order',
  'circuit',
  'pause',
  'rate_limit',
  'disabled',
  'origin',
] as const;

export type WaitingReason = (typeof waitingReasons)[number];

const finals: ReadonlySet<DeliveryStatus> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether nothing more happens by itself. */
export const isFinalStatus = (status: DeliveryStatus): boolean => finals.has(status);

/** In no window of one period do more attempts start than are allowed: neither by the endpoint nor by the receiver. */
const isAtItsRate = `exists (
  select from (values
    ((e.settings -> 'rate_limit' ->> 'limit')::numeric,
     case e.settings -> 'rate_limit' ->> 'period' when 'second' then 1000 when 'minute' then 60000 else 3600000 end),
    (h.origin_rate::numeric, 60000)
  ) r (allowed, period_ms)
  where r.allowed <= (
    select coalesce(sum((s ->> 1)::numeric), 0) from jsonb_array_elements(h.starts) s
    where (s ->> 0)::numeric > extract(epoch from now()) * 1000 - r.period_ms
  ))`;

/** Of what waits, what for. Nothing of it is in the delivery's rows: an endpoint holds back all of its own at once. */
const waitingFor = `case
  when d.state <> 'open' or q.state is distinct from 'waiting' or e.deleted_at is not null then null
  when not e.enabled then 'disabled'
  when not q.is_head then 'order'
  when (e.settings ->> 'verify_origin')::boolean and h.origin_granted_at is null then 'origin'
  when q.run_at > now() then null
  when h.circuit = 'open' and not q.is_manual then 'circuit'
  when h.paused_until > now() and not q.is_manual then 'pause'
  when ${isAtItsRate} then 'rate_limit' end`;

/**
 * What says how a delivery `d` stands, to be joined to it: `q` its row in the queue, `e` its endpoint, `h` that one's
 * health, `s.status`, `w.waiting_for`. With a deleted endpoint what waits is cancelled, before the sweep has written it.
 */
export const standing = `left join endpoints e on e.id = d.endpoint_id
  left join endpoint_health h on h.endpoint_id = d.endpoint_id
  cross join lateral (select ${waitingFor} as waiting_for) w
  cross join lateral (select case
    when d.state <> 'open' then d.state
    when q.state = 'blocked' then 'failed'
    when q.state = 'started' then 'started'
    when e.deleted_at is not null then 'cancelled'
    when w.waiting_for is not null then 'unscheduled'
    when q.run_at > now() then 'scheduled'
    else 'due' end as status) s`;

/** The row of the queue of a delivery `d`, for {@link standing}. */
export const itsPlace = 'left join delivery_queue q on q.delivery_id = d.id';

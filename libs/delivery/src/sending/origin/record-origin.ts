import type { Database } from '@millwright/database';
import type { Endpoint } from '../../endpoints/endpoint.entity.ts';
import type { OriginAnswer } from './ask-origin.ts';

/**
 * Stores what a receiver answered, unless its endpoint was changed meanwhile: then another URL is to be asked. Without
 * a grant it is asked again by the endpoint's schedule, at its last delay over and over.
 */
export async function recordOrigin(
  database: Database,
  { id, changedEpoch, settings }: Pick<Endpoint, 'id' | 'changedEpoch' | 'settings'>,
  answer: OriginAnswer,
  { now, random }: { now: Date | null; random: () => number },
): Promise<void> {
  const delays = settings.retry_schedule;
  await database.execute(
    `update endpoint_health h set
       origin_granted_at = case when $2 then coalesce($3::timestamptz, clock_timestamp()) end,
       origin_rate = $4::integer, origin_attempts = h.origin_attempts + 1,
       origin_next_at = case when not $2 then coalesce($3::timestamptz, clock_timestamp()) + make_interval(
         secs => ($5::float8[])[least(h.origin_attempts + 2, cardinality($5::float8[]))] * $6::float8) end
     from endpoints e
     where h.endpoint_id = $1 and e.id = $1 and e.changed_epoch = $7 and h.origin_granted_at is null`,
    [
      id,
      answer.isGranted,
      now,
      answer.isGranted ? answer.rate : null,
      delays,
      1 + 0.2 * random(),
      changedEpoch,
    ],
  );
}

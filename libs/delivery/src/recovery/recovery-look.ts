import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { activeEndpoint } from '../routing/active-endpoints.ts';
import type { WantedEvent } from '../routing/delivery-maker.ts';
import { isWantedBy } from '../routing/may-reach.ts';
import { nextFailed, type FailedDelivery } from './failed-deliveries.ts';
import type { RecoveryRange } from './recovery-range.ts';
import { lackingOf, nextRouted } from './routed-events.ts';
import { matcherOf } from '../topics/index.ts';

/** What is to be made good in the next part of a range. */
export interface RecoveryLook {
  failed: FailedDelivery[];
  missing: WantedEvent[];
  /** How far the look went; undefined: to the end of the range. */
  next: Id | undefined;
}

/**
 * Looks at the next part of a range: at so many events, fewer where they are large, or so many failed deliveries,
 * whichever ends first.
 */
export async function lookOn(sql: Sql, range: RecoveryRange, size: number): Promise<RecoveryLook> {
  const failed = range.recoversFailed ? await nextFailed(sql, range, size) : [];
  const { events: routed, hasMore } = range.recoversMissing
    ? await nextRouted(sql, range, size)
    : { events: [], hasMore: false };
  const ends = [
    failed.length < size ? undefined : failed.at(-1),
    hasMore ? routed.at(-1) : undefined,
  ];
  const next = ends.flatMap((end) => end?.id ?? []).sort()[0];
  const isNear = ({ id }: { id: Id }): boolean => next === undefined || id <= next;
  const isAsked = range.topics === null ? () => true : matcherOf(range.topics);
  const endpoint = await activeEndpoint(sql, range.endpointId);
  const isWanted = matcherOf(endpoint?.topics ?? []);
  const lacking = await lackingOf(
    sql,
    range,
    routed.filter((event) => isNear(event) && isAsked(event.topic) && isWanted(event.topic)),
  );
  return {
    failed: failed.filter((delivery) => isNear(delivery) && delivery.topics.some(isAsked)),
    missing: lacking.flatMap((event) =>
      endpoint !== undefined && isWantedBy(endpoint, event) ? { event, endpoint } : [],
    ),
    next,
  };
}

import type { Sql } from '@millwright/database';
import type { NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import {
  deliveryNotice,
  endpointNotice,
  isToldAbout,
  type LastAttempt,
  type NoticedEndpoint,
} from '../../health/index.ts';
import { attemptIdOf } from '../../history/delivery-ids.ts';
import { eventIdsOf, topicsOf } from '../attempt/delivery-to-send.ts';
import { countUnfinished } from './count-unfinished.ts';
import type { NoticedEnd } from './decide-health.ts';
import type { EndpointAtEnd } from './read-endpoints.ts';
import type { DecidedEnd } from './record-deliveries.ts';

/** What there may be to tell. */
export interface ToTell {
  decided: readonly DecidedEnd[];
  noticed: readonly NoticedEnd[];
  endpoints: ReadonlyMap<Id, EndpointAtEnd>;
  now: Date;
}

/** The events that tell of failed deliveries and of endpoints. Whatever concerns deliveries of such events tells nothing. */
export async function noticesOf(
  sql: Sql,
  { decided, noticed, endpoints, now }: ToTell,
): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  for (const end of decided) {
    const { claimed, delivery, result, next } = end;
    // Of a receiver that is gone only the endpoint is told about.
    if (next.is !== 'failed' || result.error?.code === 'endpoint_gone') continue;
    const topics = topicsOf(delivery);
    if (!isToldAbout(topics)) continue;
    const notice = {
      endpoint: noticedEndpoint(endpoints.get(claimed.endpointId)!),
      delivery: {
        id: claimed.deliveryId,
        event_ids: eventIdsOf(delivery),
        topics,
        attempts: claimed.number,
      },
      lastAttempt: lastAttemptOf(end),
    };
    events.push(deliveryNotice(notice, now));
  }
  for (const { kind, end, disable, health } of noticed) {
    if (!isToldAbout(topicsOf(end.delivery))) continue;
    const { endpointId } = end.claimed;
    const notice = {
      kind,
      endpoint: noticedEndpoint(endpoints.get(endpointId)!),
      reason: disable ?? end.result.error?.code ?? null,
      failingSince: health.failingSince,
      failedAttempts: health.failedAttempts,
      unfinishedDeliveries: await countUnfinished(sql, endpointId),
      lastAttempt: lastAttemptOf(end),
    };
    events.push(endpointNotice(notice, now));
  }
  return events;
}

const noticedEndpoint = ({
  endpointId,
  workspaceId,
  name,
  url,
}: EndpointAtEnd): NoticedEndpoint => ({
  id: endpointId,
  workspaceId,
  name,
  url,
});

const lastAttemptOf = ({ claimed, result }: DecidedEnd): LastAttempt => ({
  id: attemptIdOf(claimed.deliveryId, claimed.number),
  number: claimed.number,
  status_code: result.statusCode,
  error: result.error,
  started_at: claimed.startedAt.toISOString(),
});

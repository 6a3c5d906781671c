import { plainEnvelope, type NewEvent } from '@millwright/event';
import { childIdAt, RawJson, stringifyJson, type Id } from '@millwright/kernel';

/** The attempt that a notice is about. */
export interface LastAttempt {
  id: Id;
  number: number;
  status_code: number | null;
  error: { code: string; message: string } | null;
  started_at: string;
}

/** The endpoint that a notice is about. */
export interface NoticedEndpoint {
  id: Id;
  workspaceId: Id;
  name: string;
  url: string;
}

/** What `millwright/endpoint/…` tells. */
export interface EndpointNotice {
  kind: 'failing' | 'recovered' | 'disabled';
  endpoint: NoticedEndpoint;
  /** Why it was disabled, else the code of the last failure. */
  reason: string | null;
  failingSince: Date | null;
  failedAttempts: number;
  unfinishedDeliveries: number;
  lastAttempt: LastAttempt;
}

/** What `millwright/delivery/failed` tells. */
export interface DeliveryNotice {
  endpoint: NoticedEndpoint;
  delivery: { id: Id; event_ids: readonly Id[]; topics: readonly string[]; attempts: number };
  lastAttempt: LastAttempt;
}

const ENDPOINT_TOPIC = 'millwright/endpoint/';
const DELIVERY_TOPIC = 'millwright/delivery/failed';

/** The event that tells about an endpoint. One attempt makes one of each kind. */
export const endpointNotice = (notice: EndpointNotice, now: Date): NewEvent =>
  systemEvent(`${ENDPOINT_TOPIC}${notice.kind}`, notice, now, {
    endpoint: endpointOf(notice.endpoint),
    reason: notice.reason,
    failing_since: notice.failingSince?.toISOString() ?? null,
    failed_attempts: notice.failedAttempts,
    unfinished_deliveries: notice.unfinishedDeliveries,
    last_attempt: notice.lastAttempt,
  });

/** The event that tells of a delivery without an attempt left. */
export const deliveryNotice = (notice: DeliveryNotice, now: Date): NewEvent =>
  systemEvent(DELIVERY_TOPIC, notice, now, {
    endpoint: endpointOf(notice.endpoint),
    delivery: notice.delivery,
    last_attempt: notice.lastAttempt,
  });

/** Whether attempts of a delivery with such topics are told about: not those of what we tell, or it would never end. */
export const isToldAbout = (topics: readonly string[]): boolean =>
  !topics.some((topic) => topic.startsWith('millwright/'));

const endpointOf = ({ id, name, url }: NoticedEndpoint): object => ({
  id,
  name,
  url_host: new URL(url).host,
});

function systemEvent(
  topic: string,
  { endpoint, lastAttempt }: { endpoint: NoticedEndpoint; lastAttempt: LastAttempt },
  now: Date,
  data: object,
): NewEvent {
  return {
    envelope: plainEnvelope({
      id: childIdAt(now.getTime(), lastAttempt.id, topic),
      workspace_id: endpoint.workspaceId,
      topic,
      source: 'system',
      created_at: now.toISOString(),
    }),
    data: new RawJson(stringifyJson(data)),
    request: null,
  };
}

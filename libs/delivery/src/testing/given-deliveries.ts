import { bumpEpoch, type Database } from '@millwright/database';
import { childIdAt, newId, type Id } from '@millwright/kernel';
import type { EndpointSettings } from '../endpoints/endpoint-settings.ts';
import { deliveryIdOf, attemptIdOf } from '../history/delivery-ids.ts';
import type { DeliveryState } from '../history/delivery.entity.ts';
import type { QueueState } from '../queue/queued-delivery.entity.ts';
import { endpointSettings } from './endpoint-settings.ts';

/** What matters of an endpoint's row. */
export interface GivenEndpoint {
  url?: string;
  enabled?: boolean;
  topics?: string[];
  format?: string;
  mode?: string;
  ordering?: string;
  settings?: Partial<EndpointSettings>;
}

/** The rows of an endpoint and its health, without any key. */
export async function givenEndpointRow(
  database: Database,
  workspaceId: Id,
  endpoint: GivenEndpoint = {},
): Promise<Id> {
  const id = newId();
  const { url = 'https://receiver.example/', enabled = true, topics = ['user/**'] } = endpoint;
  const { format = 'standard', mode = 'immediate', ordering = 'none' } = endpoint;
  await database.transaction(async (tx) => {
    await tx.execute(
      `insert into endpoints (id, workspace_id, name, url, enabled, topics, format, mode, ordering, settings, changed_epoch)
       values ($1, $2, 'Endpoint', $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[id, workspaceId, url, enabled, topics, format, mode, ordering],
        JSON.stringify(endpointSettings({ retry_schedule: [0, 5, 300], ...endpoint.settings })),
        await bumpEpoch(tx),
      ],
    );
    await tx.execute('insert into endpoint_health (endpoint_id, workspace_id) values ($1, $2)', [
      id,
      workspaceId,
    ]);
  });
  return id;
}

/** A delivery as a test wants it. Times in milliseconds since 1970. */
export interface GivenDelivery {
  workspaceId: Id;
  endpointId: Id;
  at?: number;
  state?: DeliveryState;
  topic?: string;
  /** Of a batch. */
  eventIds?: Id[];
  /** Of one event. */
  eventId?: Id;
  body?: string;
  isText?: boolean;
  isTest?: boolean;
  attempts?: number;
  errorCode?: string | null;
  orderingKey?: string | null;
  /** Its row in the queue, where it is open or blocked. */
  queued?: Partial<GivenPlace>;
}

/** What matters of a row of the queue. */
export interface GivenPlace {
  state: QueueState;
  runAt: Date;
  lane: string | null;
  laneUntil: 'final' | 'attempted' | null;
  position: Id;
  isHead: boolean;
  isManual: boolean;
  step: number;
}

/** Stores a delivery with as many attempts as it has had, and its row in the queue while it is open. */
export async function givenDelivery(database: Database, delivery: GivenDelivery): Promise<Id> {
  const { workspaceId, endpointId, at = Date.now(), state = 'open', eventIds = null } = delivery;
  const { eventId = childIdAt(at, newId(), 'event'), topic = 'user/a/b', attempts = 0 } = delivery;
  const { errorCode = state === 'failed' ? 'http_status' : null, isText = false } = delivery;
  const { isTest = false, orderingKey = null, body = '{"a":1.0}' } = delivery;
  const id =
    eventIds === null ? deliveryIdOf(eventId, endpointId) : childIdAt(at, newId(), 'batch');
  const time = new Date(at);
  await database.execute(
    `insert into deliveries (id, workspace_id, endpoint_id, event_id, event_ids, topic, topics, format, body, is_text,
       size_bytes, ordering_key, is_test, state, attempts, error_code, error_message, created_at, stopped_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'standard', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      ...[id, workspaceId, endpointId, eventIds === null ? eventId : null, eventIds],
      ...[eventIds === null ? topic : null, eventIds === null ? null : [topic], body, isText],
      ...[Buffer.byteLength(body), orderingKey, isTest, state, attempts, errorCode],
      ...[errorCode && 'it failed', time, state === 'open' ? null : time],
    ],
  );
  for (let number = 1; number <= attempts; number += 1) {
    await givenAttempt(database, { deliveryId: id, workspaceId, endpointId, number, at });
  }
  if (state === 'open' || delivery.queued !== undefined) await queue(database, id, delivery);
  return id;
}

/** An attempt of a delivery that ended with a status of 500. */
export async function givenAttempt(
  database: Database,
  attempt: { deliveryId: Id; workspaceId: Id; endpointId: Id; number: number; at?: number },
): Promise<Id> {
  const { deliveryId, workspaceId, endpointId, number, at = Date.now() } = attempt;
  const id = attemptIdOf(deliveryId, number);
  await database.execute(
    `insert into attempts (id, workspace_id, endpoint_id, delivery_id, number, url, started_at, duration_ms, status_code,
       request_headers, response_headers, response_body, error_code, error_message)
     values ($1, $2, $3, $4, $5, 'https://receiver.example/', $6, 12, 500, '{"x-own":"***"}', '{}', 'no', 'http_status',
       'it answered 500')`,
    [id, workspaceId, endpointId, deliveryId, number, new Date(at + number)],
  );
  return id;
}

async function queue(
  database: Database,
  id: Id,
  { workspaceId, endpointId, attempts = 0, at = Date.now(), queued = {} }: GivenDelivery,
): Promise<void> {
  const { state = 'waiting', runAt = new Date(at), lane = null, laneUntil = null } = queued;
  const { position = id, isHead = true, isManual = false, step = attempts } = queued;
  await database.execute(
    `insert into delivery_queue (delivery_id, workspace_id, endpoint_id, state, run_at, lane, lane_until, position, is_head,
       is_manual, attempt, step) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[id, workspaceId, endpointId, state, runAt, lane, laneUntil, position, isHead, isManual],
      ...[attempts, step],
    ],
  );
}

import type { Database, Sql, Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { Endpoint } from '../endpoints/endpoint.entity.ts';
import { sizeOfBody, type Body } from '../formats/index.ts';
import { limitsOf, roomIn, startsAfter, type Starts } from '../health/index.ts';
import { attemptIdOf } from '../history/delivery-ids.ts';
import type { AttemptResult } from '../sending/attempt/attempt-result.ts';

/** A test delivery that is about to be sent. */
export interface NewTest {
  id: Id;
  endpoint: Endpoint;
  /** Of one event, else of a batch. */
  topic: string | null;
  topics: string[];
  /** Null: it could not be made. */
  body: Body | null;
  now: Date;
}

/**
 * Stores a test and its attempt, before anything is sent, as interrupted: that is what they are should nobody tell
 * their end. False: the endpoint's rate has no room for it.
 */
export async function beginTest(database: Database, test: NewTest): Promise<boolean> {
  return database.transaction(async (tx) => {
    if (!(await takesStart(tx, test))) return false;
    const { id, endpoint, topic, topics, body, now } = test;
    await tx.execute(
      `insert into deliveries (id, workspace_id, endpoint_id, topic, topics, format, body, is_text, size_bytes, is_test,
         state, attempts, error_code, error_message, created_at, started_at, stopped_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, 'failed', 1, 'interrupted', 'its end was not recorded',
         $10, $10, $10)`,
      [
        ...[id, endpoint.workspaceId, endpoint.id, topic, topic === null ? topics : null],
        ...[endpoint.format, body?.json ?? null, body?.isText ?? false],
        ...[body === null ? 0 : sizeOfBody(body), now],
      ],
    );
    await tx.execute(
      `insert into attempts (id, workspace_id, endpoint_id, delivery_id, number, is_test, url, started_at, error_code,
         error_message) values ($1, $2, $3, $4, 1, true, $5, $6, 'interrupted', 'its end was not recorded')`,
      [...[attemptIdOf(id, 1), endpoint.workspaceId, endpoint.id, id, endpoint.url, now]],
    );
    return true;
  });
}

/** Counts in the rate of the endpoint, and in nothing else of its health. */
async function takesStart(tx: Transaction, { endpoint, now }: NewTest): Promise<boolean> {
  const [health] = await tx.query<{ starts: Starts; originRate: number | null }>(
    `select starts, origin_rate as "originRate" from endpoint_health where endpoint_id = $1 for update`,
    [endpoint.id],
  );
  const limits = limitsOf(endpoint.settings.rate_limit, health?.originRate ?? null);
  if (health === undefined || limits.length === 0) return true;
  const nowMs = now.getTime();
  if (roomIn(health.starts, limits, nowMs).room < 1) return false;
  const starts = startsAfter(health.starts, limits, { count: 1, nowMs });
  await tx.execute('update endpoint_health set starts = $2::jsonb where endpoint_id = $1', [
    endpoint.id,
    JSON.stringify(starts),
  ]);
  return true;
}

/** Tells what came of a test. */
export async function endTest(sql: Sql, id: Id, result: AttemptResult): Promise<void> {
  const json = (value: object | null): string | null =>
    value === null ? null : JSON.stringify(value);
  const { error } = result;
  await sql.execute(
    `update attempts set duration_ms = $2, status_code = $3, request_headers = $4::jsonb, response_headers = $5::jsonb,
       response_body = $6, is_truncated = $7, remote_address = $8, error_code = $9, error_message = $10 where id = $1`,
    [
      ...[attemptIdOf(id, 1), result.durationMs, result.statusCode, json(result.requestHeaders)],
      ...[json(result.responseHeaders), result.responseBody, result.isTruncated],
      ...[result.remoteAddress, error?.code ?? null, error?.message ?? null],
    ],
  );
  await sql.execute(
    `update deliveries set state = $2, last_status_code = $3, error_code = $4, error_message = $5, stopped_at = now()
     where id = $1`,
    [
      ...[id, error === null ? 'succeeded' : 'failed', result.statusCode, error?.code ?? null],
      error?.message ?? null,
    ],
  );
}

/** Forgets a test that was refused. */
export async function forgetTest(sql: Sql, id: Id): Promise<void> {
  await sql.execute('delete from attempts where id = $1', [attemptIdOf(id, 1)]);
  await sql.execute('delete from deliveries where id = $1', [id]);
}

import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { definitionFrom } from '../definitions/task-definition.ts';
import { isInvalid, parseSubscription } from '../definitions/subscription.ts';
import type { RunForScripts } from './run-in-liquid.ts';

/** An event as error payloads have it, and its run. */
export interface FailedEvent {
  id: Id;
  topic: string;
  source: string;
  createdAt: Date | string;
  requestId: Id | null;
  run: RunForScripts;
}

/** The `event` of an error payload. */
export const eventInPayload = (event: Omit<FailedEvent, 'run'>): Record<string, unknown> => ({
  id: event.id,
  topic: event.topic,
  source: event.source,
  created_at: event.createdAt,
  webhook_request_id: event.requestId,
  flow_action_run_id: null,
});

/** Events with their runs, by id. */
export async function failedEvents(
  sql: Sql,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, FailedEvent>> {
  const rows = await sql.query<FailedEventRow>(
    `select e.id, e.topic, e.source, e.created_at as "createdAt", e.request_id as "requestId", r.state,
       r.run_at as "runAt", r.attempts, r.started_at as "startedAt", r.stopped_at as "stoppedAt", r.error
     from events e join event_runs r on r.id = e.id where e.id = any($1::uuid[])`,
    [ids],
  );
  return new Map(
    rows.map(({ topic, source, createdAt, requestId, ...run }) => {
      const { id } = run;
      const shown = { ...run, enqueuedAt: createdAt, result: null, resultMeta: null };
      return [id, { id, topic, source, createdAt, requestId, run: shown }];
    }),
  );
}

type FailedEventRow = Omit<FailedEvent, 'run' | 'createdAt'> & { createdAt: Date } & Omit<
    RunForScripts,
    'result' | 'resultMeta' | 'enqueuedAt'
  >;

/** Task runs as far as they are stored, by id. */
export async function storedTaskRuns(
  sql: Sql,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, RunForScripts & { version: number | null }>> {
  const rows = await sql.query<RunForScripts & { version: number | null }>(
    `select id, state, run_at as "runAt", created_at as "enqueuedAt", attempts, started_at as "startedAt",
       stopped_at as "stoppedAt", error, result, result_meta as "resultMeta", task_version as version
     from task_runs where id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The `task` of an error payload: in the version that ran, or as it is now; undefined when there is none. */
export async function taskInPayload(
  sql: Sql,
  taskId: Id,
  version: number | null,
): Promise<Record<string, unknown> | undefined> {
  const [row] = await sql.query<TaskRow>(
    `select t.id, t.path, t.enabled, t.created_at, t.updated_at, v.version, v.hash, v.definition
     from tasks t join task_versions v on v.task_id = t.id and v.version = coalesce($2::integer, t.version)
     where t.id = $1`,
    [taskId, version],
  );
  if (row === undefined) return undefined;
  const { definition: text, hash, ...task } = row;
  const definition = definitionFrom(text);
  return {
    ...task,
    hash: hash.slice(0, 16),
    name: definition.name,
    event_topics: topicsOf(definition.subscriptions),
    options: definition.options,
    script: definition.script,
    subscriptions: definition.subscriptions,
    subscriptions_template: definition.subscriptions_template,
    docs: definition.docs,
    tags: definition.tags,
    online_store_javascript: definition.online_store_javascript,
    order_status_javascript: definition.order_status_javascript,
    shopify_access_scopes_required: definition.shopify_access_scopes_required,
    shopify_api_version: definition.shopify_api_version,
    liquid_profiling: definition.liquid_profiling,
    perform_action_runs_in_sequence: definition.perform_action_runs_in_sequence,
    halt_action_run_sequence_on_error: definition.halt_action_run_sequence_on_error,
  };
}

interface TaskRow {
  id: Id;
  path: string;
  enabled: boolean;
  created_at: Date;
  updated_at: Date;
  version: number;
  hash: string;
  definition: string;
}

/** The topics of subscription lines: without offsets, without repeats. */
const topicsOf = (lines: readonly string[]): string[] => {
  const topics = lines
    .map(parseSubscription)
    .flatMap((parsed) => (isInvalid(parsed) ? [] : [parsed.topic]));
  return [...new Set(topics)];
};

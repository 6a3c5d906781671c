import type { Sql } from '@millwright/database';
import { jsonMembersOf, lowestIdAt, timeOf, type Id, type RawJson } from '@millwright/kernel';
import type { RenderedAction, RunError } from '@millwright/liquid';
import { areEqual, type Comparable } from './comparable-actions.ts';
import { MAX_DATA_DEPTH } from './data-depth.ts';
import type { EventWithData } from './event-variable.ts';

const UPDATE = /^shopify\/[^/]+\/updated?$/;
const WITHIN_MS = 600_000;
const RUNS = 3;
/** Escapes of JSON that Postgres refuses to read in any text of a document: NUL, and halves of pairs. */
const UNREADABLE = String.raw`\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})`;
const DATA = String.raw`regexp_replace(e.data, '${UNREADABLE}', '\\n', 'g')::json`;
/** As {@link resourceIn} has it, letter by letter. Bodies may be large: only what has the id somewhere is parsed. */
const IS_OF_RESOURCE = `case when strpos(e.data, $6) > 0
  then coalesce(${DATA} -> 'admin_graphql_api_id', ${DATA} -> 'id')::text = $6 else false end`;

/**
 * Why the actions of a run are not performed: the last three runs of its task on the same update of the same resource
 * rendered the very same ones within ten minutes, and so make the updates that they respond to. Undefined: they may be.
 */
export async function shopLoopOf(
  sql: Sql,
  { taskId, taskRunId }: { taskId: Id; taskRunId: Id },
  { envelope, data }: EventWithData,
  actions: readonly RenderedAction[],
): Promise<RunError | undefined> {
  if (actions.length === 0 || !UPDATE.test(envelope.topic)) return undefined;
  const resource = resourceIn(data);
  if (resource === undefined) return undefined;
  const before = await sql.query<{ id: Id }>(
    `select t.id
     from task_runs t join events e on e.id = t.event_id
     where t.task_id = $1 and t.id >= $2 and t.id < $3 and t.workspace_id = $4 and e.topic = $5
       and t.state = 'succeeded' and ${IS_OF_RESOURCE}
     order by t.id desc limit ${RUNS}`,
    [
      ...[taskId, lowestIdAt(timeOf(taskRunId) - WITHIN_MS), taskRunId],
      ...[envelope.workspace_id, envelope.topic, resource],
    ],
  );
  const ids = before.map(({ id }) => id);
  if (ids.length < RUNS || !(await allRendered(sql, ids, actions))) return undefined;
  return {
    code: 'loop_detected',
    message:
      `the last ${RUNS} runs of this task on ${envelope.topic} of ${resource} rendered the same actions within ten ` +
      'minutes: they seem to make the updates that they respond to. Act only when something is to be changed',
  };
}

/** The id of the resource that was updated, as it is written. */
function resourceIn({ text }: RawJson): string | undefined {
  const members = text.trimStart().startsWith('{')
    ? jsonMembersOf(text, MAX_DATA_DEPTH)
    : undefined;
  return (members?.get('admin_graphql_api_id') ?? members?.get('id'))?.text;
}

async function allRendered(
  sql: Sql,
  runIds: readonly Id[],
  actions: readonly RenderedAction[],
): Promise<boolean> {
  const rows = await sql.query<Comparable & { runId: Id }>(
    `select task_run_id as "runId", type, options, meta from action_runs
     where task_run_id = any($1::uuid[]) order by index`,
    [runIds],
  );
  return runIds.every((id) =>
    areEqual(
      actions,
      rows.filter(({ runId }) => runId === id),
    ),
  );
}

import type { Sql } from '@millwright/database';
import { idsBeside, jsonMembersOf, type Id } from '@millwright/kernel';
import type { RenderedAction, RenderOutcome } from '@millwright/liquid';
import type { WorkspaceFacts } from '../workspaces.ts';
import { areEqual, type Comparable } from './comparable-actions.ts';
import { MAX_DATA_DEPTH } from './data-depth.ts';
import { isEndlessLine } from './endless-line.ts';
import type { EventWithData } from './event-variable.ts';
import { emitsPerformEvent, PERFORM_TOPIC } from './perform-events.ts';

/**
 * Fails a run from which events would follow for ever, before any of its actions is performed: one of an endless line
 * of events, or one that answers the end of an action with the very same actions. Runs from which nothing follows are
 * exempt.
 */
export async function guardedFromLoops(
  sql: Sql,
  event: EventWithData,
  rendered: RenderOutcome,
  facts: Pick<WorkspaceFacts, 'maxEventGenerations'>,
): Promise<RenderOutcome> {
  if (!rendered.ok || rendered.errors.length > 0) return rendered;
  const { actions, logs } = rendered;
  const failed = (message: string): RenderOutcome => ({
    ok: false,
    error: { code: 'loop_detected', message },
    logs,
  });
  if (await answersWithTheSame(sql, event, actions)) {
    return failed(
      'this run rendered the same actions as the run whose action it answers, and would go on for ever; ' +
        'check what action.run says, or render the action with __perform_event: false',
    );
  }
  const goesOn = actions.some((action) => action.type === 'event' || emitsPerformEvent(action));
  if (goesOn && (await isEndlessLine(sql, event.envelope, facts))) {
    return failed(
      `more than ${facts.maxEventGenerations} events led to this run within an hour, each made by a run of the one ` +
        'before (setting max_event_generations); see to it that they come to an end, or put them off with run_at',
    );
  }
  return rendered;
}

async function answersWithTheSame(
  sql: Sql,
  event: EventWithData,
  actions: readonly RenderedAction[],
): Promise<boolean> {
  if (event.envelope.topic !== PERFORM_TOPIC || !actions.some(emitsPerformEvent)) return false;
  const answered = actionRunIn(event);
  if (answered === undefined) return false;
  return areEqual(actions, await actionsBeside(sql, event.envelope.workspace_id, answered));
}

function actionRunIn({ data }: EventWithData): Id | undefined {
  const run = jsonMembersOf(data.text, MAX_DATA_DEPTH)?.get('run');
  const id = run && jsonMembersOf(run.text, MAX_DATA_DEPTH)?.get('id');
  const value: unknown = id && JSON.parse(id.text);
  return typeof value === 'string' ? value : undefined;
}

/** All actions of the task run that an action belongs to, in their order. */
const actionsBeside = (sql: Sql, workspaceId: Id, actionRunId: Id): Promise<Comparable[]> =>
  sql.query(
    `select b.type, b.options, b.meta
     from action_runs a join action_runs b on b.task_run_id = a.task_run_id and b.id between $3 and $4
     where a.id = $1 and a.workspace_id = $2 order by b.index`,
    [actionRunId, workspaceId, ...idsBeside(actionRunId)],
  );

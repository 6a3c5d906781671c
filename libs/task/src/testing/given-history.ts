import type { Database } from '@millwright/database';
import { childIdAt, newId, type Id } from '@millwright/kernel';

/** An event of the past with one run of each kind. Times in milliseconds since 1970. */
export interface GivenHistory {
  workspaceId: Id;
  at: number;
  parentId?: Id;
  /** When its action run ended. Default: at once. */
  endedAt?: number;
  /** Whether its action run waits for its time. */
  isOpen?: boolean;
}

/** Stores an event with its event run, task run and action run, and answers its id. */
export async function givenHistory(database: Database, event: GivenHistory): Promise<Id> {
  const { workspaceId: owner, at, parentId = null, endedAt = at, isOpen = false } = event;
  const id = childIdAt(at, newId(), 'event');
  const [taskRunId, actionRunId] = ['task', 'action'].map((kind) => childIdAt(at, id, kind));
  const time = new Date(at);
  await database.execute(
    `insert into events (id, workspace_id, topic, data, source, parent_id, created_at)
     values ($1, $2, 't', '1', 'webhook', $3, $4)`,
    [id, owner, parentId, time],
  );
  await database.execute(
    `insert into event_runs (id, workspace_id, state, run_at, pending, stopped_at)
     values ($1, $2, 'succeeded', $3, $4, $3)`,
    [id, owner, time, isOpen ? 1 : 0],
  );
  await database.execute(
    `insert into task_runs (id, workspace_id, event_id, task_id, task_path, subscription, state, run_at, stopped_at,
       created_at) values ($1, $2, $3, $1, 'f/t', 't', 'succeeded', $4, $4, $4)`,
    [taskRunId, owner, id, time],
  );
  await database.execute(
    `insert into action_runs (id, workspace_id, event_id, task_run_id, task_id, index, type, options, state, run_at,
       stopped_at, created_at) values ($1, $2, $3, $4, $1, 0, 'echo', '1', $5, $6, $7, $6)`,
    [
      actionRunId,
      owner,
      id,
      taskRunId,
      isOpen ? 'scheduled' : 'succeeded',
      time,
      isOpen ? null : new Date(endedAt),
    ],
  );
  if (isOpen) {
    await database.execute(
      `insert into work (kind, id, workspace_id, event_id, task_run_id, state, run_at)
       values ('action', $1, $2, $3, $4, 'scheduled', now() + interval '1 year')`,
      [actionRunId, owner, id, taskRunId],
    );
  }
  return id;
}

/** As if every pass since the end of a week had found nothing open in it. */
export async function givenWatched(database: Database, monday: number, at: number): Promise<void> {
  await database.execute(
    `insert into history_weeks (monday, unfinished_at) values ($1, $2)
     on conflict (monday) do update set unfinished_at = $2, is_open = false`,
    [new Date(monday).toISOString().slice(0, 10), new Date(at)],
  );
}

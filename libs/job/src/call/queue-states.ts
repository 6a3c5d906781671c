import type { Database } from '@millwright/database';
import { lowestIdAt, type Id } from '@millwright/kernel';
import type { QueueState } from '../answer/index.ts';

const FRESH_MS = 1_000;
const RATED_MS = 60_000;
// Runs that end now were made at most so long ago, but for those that had to wait: they need not be counted.
const MADE_MS = 900_000;
const MAX_COUNTED = 1_000_000;

/** How long the queues of Workspaces are, read at most once a second for each. */
export class QueueStates {
  private readonly states = new Map<Id, { at: number; state: Promise<QueueState> }>();
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** @throws DatabaseUnavailableError */
  of(workspaceId: Id, now = Date.now()): Promise<QueueState> {
    const known = this.states.get(workspaceId);
    if (known !== undefined && now - known.at < FRESH_MS) return known.state;
    const state = this.read(workspaceId, now);
    this.states.set(workspaceId, { at: now, state });
    state.catch(() => this.states.delete(workspaceId));
    return state;
  }

  private async read(workspaceId: Id, now: number): Promise<QueueState> {
    const [row] = await this.database.query<{ due: number; completed: number }>(
      `select (select count(*)::integer from (
           select 1 from work where workspace_id = $1 and kind = 'task' and state = 'due' limit ${MAX_COUNTED}
         ) as due) as due,
         (select count(*)::integer from task_runs
          where workspace_id = $1 and id >= $2 and stopped_at >= $3) as completed`,
      [workspaceId, lowestIdAt(now - MADE_MS), new Date(now - RATED_MS)],
    );
    const { due, completed } = row!;
    return { due, completionsPerSecond: completed / (RATED_MS / 1_000) };
  }
}

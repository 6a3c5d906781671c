import type { RunProgress } from '@millwright/action';
import type { Database } from '@millwright/database';
import { parseJson, stringifyJson, type Id, type JsonValue } from '@millwright/kernel';

/**
 * The progress of action runs, in their own rows: it ends with them. A manual retry goes on with it, for what was done
 * outside is not undone by a failure.
 */
export class ActionRunProgress implements RunProgress {
  constructor(private readonly database: Database) {}

  async read(actionRunId: Id): Promise<JsonValue> {
    const [row] = await this.database.query<{ progress: string | null }>(
      'select progress from action_runs where id = $1',
      [actionRunId],
    );
    return parseJson(row?.progress ?? 'null');
  }

  async keep(actionRunId: Id, progress: JsonValue): Promise<void> {
    await this.database.execute('update action_runs set progress = $2 where id = $1', [
      actionRunId,
      progress === null ? null : stringifyJson(progress),
    ]);
  }
}

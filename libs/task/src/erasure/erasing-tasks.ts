import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { definitionFrom } from '../definitions/task-definition.ts';

/** A task whose jobs are erased by themselves. */
export interface ErasingTask {
  id: Id;
  workspaceId: Id;
  /** How long after their end. */
  afterSeconds: number;
}

/** The tasks whose jobs are erased by themselves, as they were at the last refresh: deleted and disabled ones, too. */
export class ErasingTasks {
  private readonly known = new Map<Id, ErasingTask>();
  private epoch = -1;

  get all(): ErasingTask[] {
    return [...this.known.values()];
  }

  /** Reads what has changed since the last time. */
  async refresh(sql: Sql): Promise<void> {
    for (const { epoch, id, workspaceId, definition } of await changedSince(sql, this.epoch)) {
      this.epoch = epoch;
      const seconds = definition === null ? null : definitionFrom(definition).delete_after_secs;
      if (seconds === null) this.known.delete(id);
      else this.known.set(id, { id, workspaceId, afterSeconds: seconds });
    }
  }
}

interface ChangedTask {
  id: Id;
  workspaceId: Id;
  epoch: number;
  /** Null: there is no such setting in it. */
  definition: string | null;
}

/** Whether a definition may have the setting is seen in its text; only those few are read. */
const changedSince = (sql: Sql, epoch: number): Promise<ChangedTask[]> =>
  sql.query(
    `select t.id, t.workspace_id as "workspaceId", t.changed_epoch as epoch,
       case when v.definition ~ '"delete_after_secs":[0-9]' then v.definition end as definition
     from tasks t join task_versions v on v.task_id = t.id and v.version = t.version
     where t.changed_epoch > $1 order by t.changed_epoch`,
    [epoch],
  );

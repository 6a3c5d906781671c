import type { Sql } from '@millwright/database';
import { pageOf } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';
import { definitionFrom } from './task-definition.ts';
import type { TaskDefinition } from './task-definition.ts';

/** A version as it is shown. `hash` has 64 hex digits. */
export interface StoredVersion {
  version: number;
  hash: string;
  author: string;
  message: string | null;
  createdAt: Date;
  definition: TaskDefinition;
}

/** Reads what saves have made. */
export class TaskVersionStore {
  /** A task's versions, newest first. The cursor is the last number seen. */
  async list(sql: Sql, taskId: Id, { limit, cursor }: PageRequest): Promise<PageOf<StoredVersion>> {
    const rows = await sql.query<VersionRow>(
      `${selectVersion} where task_id = $1 and ($2::integer is null or version < $2)
       order by version desc limit $3`,
      [taskId, cursor ?? null, limit + 1],
    );
    return pageOf(rows.map(storedVersionOf), limit, ({ version }) => String(version));
  }

  /** One version; undefined when the task has none of that number. */
  async get(sql: Sql, taskId: Id, version: number): Promise<StoredVersion | undefined> {
    const [row] = await sql.query<VersionRow>(
      `${selectVersion} where task_id = $1 and version = $2`,
      [taskId, version],
    );
    return row && storedVersionOf(row);
  }
}

type VersionRow = Omit<StoredVersion, 'definition'> & { definition: string };

const selectVersion = `select version, hash, author, message, created_at as "createdAt", definition
  from task_versions`;

const storedVersionOf = ({ definition, ...version }: VersionRow): StoredVersion => ({
  ...version,
  definition: definitionFrom(definition),
});

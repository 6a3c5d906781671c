import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { settingsOf } from './workspace-settings.ts';

/** How many hours a Workspace keeps the files of its tasks; a deleted one none. */
export async function filesLifetimeHoursOf(sql: Sql, workspaceId: Id): Promise<number> {
  const [row] = await sql.query<{ settings: Record<string, unknown> }>(
    'select settings from workspaces where id = $1 and deleted_at is null',
    [workspaceId],
  );
  return row === undefined ? 0 : settingsOf(row.settings).files_lifetime_hours;
}

import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { settingsOf } from './workspace-settings.ts';

interface WorkspaceRow {
  id: Id;
  settings: Record<string, unknown>;
  deleted: boolean;
}

/** How many days each Workspace keeps its finished events; a deleted one none. */
export async function retentionDaysOf(sql: Sql): Promise<ReadonlyMap<Id, number>> {
  const rows = await sql.query<WorkspaceRow>(
    'select id, settings, deleted_at is not null as deleted from workspaces',
  );
  return new Map(
    rows.map(({ id, settings, deleted }) => [
      id,
      deleted ? 0 : settingsOf(settings).retention_days,
    ]),
  );
}

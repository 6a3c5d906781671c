import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { settingsOf } from './workspace-settings.ts';

/** The time zones of those of some Workspaces that live, as they are at this moment. */
export async function timezonesOf(
  sql: Sql,
  workspaceIds: readonly Id[],
): Promise<ReadonlyMap<Id, string>> {
  const rows = await sql.query<{ id: Id; settings: Record<string, unknown> }>(
    'select id, settings from workspaces where id = any($1::uuid[]) and deleted_at is null',
    [workspaceIds],
  );
  return new Map(rows.map(({ id, settings }) => [id, settingsOf(settings).timezone]));
}

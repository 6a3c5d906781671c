import { settingsOf, type WorkspaceSettings } from '@millwright/access';
import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A Workspace as its calls need it. */
export interface CalledWorkspace {
  readonly id: Id;
  readonly slug: string;
  readonly settings: WorkspaceSettings;
}

/** The living Workspace of a slug. */
export async function workspaceOfSlug(
  sql: Sql,
  slug: string,
): Promise<CalledWorkspace | undefined> {
  const [row] = await sql.query<{ id: Id; slug: string; settings: Record<string, unknown> }>(
    'select id, slug, settings from workspaces where slug = $1 and deleted_at is null',
    [slug],
  );
  return row && { ...row, settings: settingsOf(row.settings) };
}

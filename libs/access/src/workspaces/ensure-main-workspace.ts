import { bumpEpoch } from '@millwright/database';
import type { Database } from '@millwright/database';
import { newId } from '@millwright/kernel';

/** The slug of the Workspace that exists from the start. */
export const MAIN_WORKSPACE = 'main';

/** Makes the Workspace `main` when there is none; any number of processes may ask at once. */
export async function ensureMainWorkspace(database: Database): Promise<void> {
  const select = `select 1 from workspaces where slug = $1 and deleted_at is null`;
  if ((await database.query(select, [MAIN_WORKSPACE])).length > 0) return;
  await database.transaction(async (tx) => {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, $3, $4)
       on conflict (slug) where deleted_at is null do nothing`,
      [newId(), MAIN_WORKSPACE, 'Main', epoch],
    );
  });
}

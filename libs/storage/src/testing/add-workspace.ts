import type { Database } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';

/** A Workspace of a test's own, as bare as rows of files need it. */
export async function addWorkspace(database: Database): Promise<Id> {
  const id = newId();
  await database.execute(
    'insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, $2, 1)',
    [id, `w-${id}`],
  );
  return id;
}

import { bumpEpoch, type Database } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';

/** A Workspace in the database. */
export async function givenWorkspace(database: Database): Promise<Id> {
  const id = newId();
  await database.transaction(async (tx) => {
    await tx.execute(
      'insert into workspaces (id, slug, name, changed_epoch) values ($1::uuid, $1::text, $1::text, $2)',
      [id, await bumpEpoch(tx)],
    );
  });
  return id;
}

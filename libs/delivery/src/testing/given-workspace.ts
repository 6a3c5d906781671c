import { bumpEpoch, type Database } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';

/** A Workspace in the database. */
export async function givenWorkspace(database: Database): Promise<Id> {
  const id = newId();
  await database.transaction(async (tx) => {
    await tx.execute(
      'insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, $3, $4)',
      [id, `ws-${id.slice(-12)}`, 'Workspace', await bumpEpoch(tx)],
    );
  });
  return id;
}

import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/**
 * Notes whether a Workspace's events keep their order: while one of its enabled endpoints takes deliveries one after
 * the other. To be called in the transaction of any change of that, which has raised the epoch to `epoch`.
 */
export async function keepOrder(tx: Transaction, workspaceId: Id, epoch: number): Promise<void> {
  await tx.execute(
    `update workspaces w set keeps_order = not w.keeps_order, changed_epoch = $2
     where w.id = $1 and w.keeps_order <> exists (
       select 1 from endpoints e
       where e.workspace_id = $1 and e.enabled and e.ordering = 'fifo' and e.deleted_at is null)`,
    [workspaceId, epoch],
  );
}

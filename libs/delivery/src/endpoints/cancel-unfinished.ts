import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/**
 * Ends what endpoints still had to send: open deliveries are cancelled, pending items dropped. Whoever
 * calls holds their health, as claims do, so that nothing is started meanwhile; an attempt under way finds its delivery
 * ended.
 */
export async function cancelUnfinished(tx: Transaction, endpointIds: readonly Id[]): Promise<void> {
  await tx.execute(
    `with gone as (delete from delivery_queue where endpoint_id = any($1::uuid[]) returning delivery_id, attempt)
     update deliveries d set state = 'cancelled', stopped_at = now(),
       attempts = greatest(d.attempts, gone.attempt)
     from gone where d.id = gone.delivery_id and d.state = 'open'`,
    [endpointIds],
  );
  await tx.execute(`delete from endpoint_items where endpoint_id = any($1::uuid[])`, [endpointIds]);
}

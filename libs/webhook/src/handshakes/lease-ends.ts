import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A webhook whose subscription will end. */
export interface EndingLease {
  workspaceId: Id;
  id: Id;
  name: string;
  provider: string | null;
  leaseEndsAt: Date;
}

/**
 * Takes webhooks whose subscription ends within a day, and notes in the same transaction that this is told. Of each
 * subscription it is told once, whoever asks; of one that is renewed for less than a day again and again, once a day.
 * Takes at most `limit`.
 */
export const takeEndingLeases = (tx: Transaction, limit: number): Promise<EndingLease[]> =>
  tx.query(
    `update webhooks set lease_told_at = now()
     where id in (
       select id from webhooks
       where deleted_at is null and lease_ends_at <= now() + interval '24 hours' and (lease_told_at is null
         or (lease_told_at < now() - interval '24 hours' and lease_ends_at > lease_told_at + interval '24 hours'))
       order by lease_ends_at limit $1 for update skip locked
     ) returning workspace_id as "workspaceId", id, name, provider, lease_ends_at as "leaseEndsAt"`,
    [limit],
  );

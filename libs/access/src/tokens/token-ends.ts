import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';

/** A token of whose end is to be told. */
export interface EndingToken {
  id: Id;
  workspaceId: Id;
  prefix: string;
  label: string | null;
  owner: string;
  expiresAt: Date;
}

/**
 * Takes living tokens that will expire within seven days, and notes in the same transaction that this is told: of
 * each it is told once, whoever asks. Takes at most `limit`.
 */
export const takeExpiring = (tx: Transaction, limit: number): Promise<EndingToken[]> =>
  tx.query(
    `update tokens set expiring_told_at = now()
     where id in (
       select id from tokens
       where expired_told_at is null and deleted_at is null and expiring_told_at is null
         and expires_at > now() and expires_at <= now() + interval '168 hours' and workspace_id is not null
       order by expires_at limit $1 for update skip locked
     ) returning ${columns}`,
    [limit],
  );

/** As {@link takeExpiring}, tokens that have expired. */
export const takeExpired = (tx: Transaction, limit: number): Promise<EndingToken[]> =>
  tx.query(
    `update tokens set expired_told_at = now()
     where id in (
       select id from tokens
       where expired_told_at is null and deleted_at is null and expires_at <= now() and workspace_id is not null
       order by expires_at limit $1 for update skip locked
     ) returning ${columns}`,
    [limit],
  );

const columns = `id, workspace_id as "workspaceId", prefix, label, owner, expires_at as "expiresAt"`;

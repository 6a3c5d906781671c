import { bumpEpoch, updateRows, type Database, type Sql } from '@millwright/database';
import { equalsConstantTime, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { MAX_ACTIVE_SECRETS, type PresentSecret } from '../verification/verification-draft.ts';
import { WebhookSecretStore, type LearntSecret } from '../verification/webhook-secret.store.ts';
import type { LastHandshake } from './last-handshake.ts';

/** Keeps what handshakes tell: secrets, sealed, and when the last one was. */
@Injectable()
export class HandshakeStore {
  constructor(private readonly secrets: WebhookSecretStore) {}

  /**
   * Keeps a secret that a sender told us, beside the others, and raises the epoch. The new epoch; `known` when it is
   * there already, `full` when as many count as may, `gone` when the webhook is deleted. @throws DatabaseUnavailableError, SecretBoxError without a key
   */
  async learn(
    database: Database,
    { id, workspaceId }: { id: Id; workspaceId: Id },
    learnt: LearntSecret,
  ): Promise<number | 'known' | 'full' | 'gone'> {
    const before = this.roomIn(await this.presentOf(database, workspaceId, id, learnt), learnt);
    if (before !== undefined) return before;
    return database.transaction(async (tx) => {
      // Whoever raised the epoch is alone until it commits.
      const epoch = await bumpEpoch(tx);
      const now = this.roomIn(await this.presentOf(tx, workspaceId, id, learnt), learnt);
      if (now !== undefined) return now;
      const found = await tx.execute(
        `update webhooks set changed_epoch = $3
         where workspace_id = $1 and id = $2 and deleted_at is null`,
        [workspaceId, id, epoch],
      );
      if (found === 0) return 'gone';
      await this.secrets.learn(tx, workspaceId, id, learnt);
      return epoch;
    });
  }

  /**
   * Notes what came of the last handshake of webhooks. A subscription that was agreed on or given up counts until the
   * next one. No change of configuration: no epoch is raised.
   */
  async noteLast(sql: Sql, last: ReadonlyMap<Id, LastHandshake>): Promise<void> {
    await updateRows<[Id, LastHandshake]>(sql, {
      table: 'webhooks',
      key: ([id]) => id,
      columns: {
        last_handshake: ['jsonb', ([, handshake]) => JSON.stringify(handshake)],
        lease_ends_at: ['timestamptz', ([, { lease_ends_at }]) => lease_ends_at],
        is_lease_over: [
          'boolean',
          ([, { kind, outcome }]) => kind === 'unsubscribe' && outcome === 'answered',
        ],
      },
      set: `last_handshake = v.last_handshake,
        lease_ends_at = case when v.is_lease_over then null else coalesce(v.lease_ends_at, t.lease_ends_at) end`,
      rows: [...last],
    });
  }

  private presentOf(
    sql: Sql,
    workspaceId: Id,
    id: Id,
    { provider }: LearntSecret,
  ): Promise<PresentSecret[]> {
    return this.secrets.presentOf(sql, workspaceId, id, provider);
  }

  private roomIn(
    present: readonly PresentSecret[],
    { value }: LearntSecret,
  ): 'known' | 'full' | undefined {
    const now = new Date();
    const active = present.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
    const isKnown = active.some(
      (one) => one.value !== undefined && equalsConstantTime(one.value, value),
    );
    if (isKnown) return 'known';
    return active.length >= MAX_ACTIVE_SECRETS ? 'full' : undefined;
  }
}

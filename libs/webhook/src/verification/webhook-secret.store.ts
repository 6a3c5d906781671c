import { updateRows, type SealedColumn, type Sql, type Transaction } from '@millwright/database';
import { newId, SecretBox, SecretBoxError, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { presentSettings, sealOptions, type SealedSettings } from './sealed-options.ts';
import type { NewSecret, PresentSecret } from './verification-draft.ts';
import type { WebhookSecret } from './webhook-secret.entity.ts';

/** A secret as it is shown: without its value. */
export type ShownSecret = Pick<
  WebhookSecret,
  'id' | 'webhookId' | 'origin' | 'provider' | 'ip' | 'createdAt' | 'expiresAt' | 'lastUsedAt'
>;

/** A secret that a handshake told. */
export interface LearntSecret {
  value: string;
  /** Whose handshake it was. */
  provider: string;
  ip: string;
}

/** What a secret is sealed for: it opens nowhere else. */
export const contextOfSecret = (webhookId: Id, id: Id): string =>
  `webhooks/${webhookId}/secrets/${id}`;

/** Where they lie. */
export const sealedWebhookSecrets: SealedColumn = {
  table: 'webhook_secrets',
  columns: ['webhook_id'],
  contextOf: ({ webhook_id, id }) => contextOfSecret(webhook_id!, id!),
};

/** The signing secrets of webhooks: sealed here, shown without their values. */
@Injectable()
export class WebhookSecretStore {
  constructor(private readonly box: SecretBox) {}

  /** Those of some webhooks of a Workspace, newest first. */
  listOf(sql: Sql, workspaceId: Id, webhookIds: readonly Id[]): Promise<ShownSecret[]> {
    return sql.query<ShownSecret>(
      `select ${SHOWN} from webhook_secrets
       where workspace_id = $1 and webhook_id = any($2::uuid[])
       order by id desc`,
      [workspaceId, webhookIds],
    );
  }

  /**
   * A webhook's secrets with their values, newest first, for checks of a change. What another provider's handshake
   * told is left out: anybody may have told it, before this one was chosen.
   */
  async presentOf(
    sql: Sql,
    workspaceId: Id,
    webhookId: Id,
    provider: string | null,
  ): Promise<PresentSecret[]> {
    const rows = await sql.query<{ id: Id; sealed: string; expiresAt: Date | null }>(
      `select id, sealed, expires_at as "expiresAt" from webhook_secrets
       where workspace_id = $1 and webhook_id = $2 and (provider is null or provider = $3)
       order by id desc`,
      [workspaceId, webhookId, provider],
    );
    return rows.map(({ id, sealed, expiresAt }) => ({
      id,
      expiresAt,
      value: this.valueOf(sealed, contextOfSecret(webhookId, id)),
    }));
  }

  /** What a webhook says about verification, with the options that are secrets, for checks of a change. */
  settingsOf(webhook: SealedSettings): ReturnType<typeof presentSettings> {
    return presentSettings(this.box, webhook);
  }

  /** Options that are secrets, as they are to lie in the webhook's row. @throws SecretBoxError without a key */
  sealOptions(webhookId: Id, options: Readonly<Record<string, unknown>>): string | null {
    return sealOptions(this.box, webhookId, options);
  }

  /** Adds secrets, in their order. @throws SecretBoxError without a key */
  async add(
    tx: Transaction,
    workspaceId: Id,
    webhookId: Id,
    secrets: readonly NewSecret[],
  ): Promise<void> {
    for (const { value, expiresAt } of secrets) {
      const id = newId();
      await tx.execute(
        `insert into webhook_secrets (id, workspace_id, webhook_id, sealed, expires_at, created_at)
         values ($1, $2, $3, $4, $5, date_trunc('milliseconds', now()))`,
        [
          id,
          workspaceId,
          webhookId,
          this.box.seal(value, contextOfSecret(webhookId, id)),
          expiresAt,
        ],
      );
    }
  }

  /** Adds one that a provider's handshake told. @throws SecretBoxError without a key */
  async learn(
    tx: Transaction,
    workspaceId: Id,
    webhookId: Id,
    learnt: LearntSecret,
  ): Promise<void> {
    const id = newId();
    await tx.execute(
      `insert into webhook_secrets (id, workspace_id, webhook_id, sealed, origin, provider, ip, created_at)
       values ($1, $2, $3, $4, 'handshake', $5, $6, date_trunc('milliseconds', now()))`,
      [
        id,
        workspaceId,
        webhookId,
        this.box.seal(learnt.value, contextOfSecret(webhookId, id)),
        learnt.provider,
        learnt.ip,
      ],
    );
  }

  /** The value of a secret that a handshake told, once; undefined: there is none, or it was shown. @throws SecretBoxError */
  async reveal(
    tx: Transaction,
    workspaceId: Id,
    webhookId: Id,
    id: Id,
  ): Promise<string | undefined> {
    const [row] = await tx.query<{ sealed: string }>(
      `update webhook_secrets set revealed_at = date_trunc('milliseconds', now())
       where workspace_id = $1 and webhook_id = $2 and id = $3 and origin = 'handshake' and revealed_at is null
       returning sealed`,
      [workspaceId, webhookId, id],
    );
    return row && this.box.open(row.sealed, contextOfSecret(webhookId, id));
  }

  /** Whether there was such a secret to remove. */
  async remove(tx: Transaction, workspaceId: Id, webhookId: Id, id: Id): Promise<boolean> {
    const removed = await tx.execute(
      `delete from webhook_secrets where workspace_id = $1 and webhook_id = $2 and id = $3`,
      [workspaceId, webhookId, id],
    );
    return removed > 0;
  }

  /** Removes all of a webhook's secrets but these, which get the end that is given with them. */
  async keep(
    tx: Transaction,
    workspaceId: Id,
    webhookId: Id,
    kept: ReadonlyMap<Id, Date | null>,
  ): Promise<void> {
    const ids = [...kept.keys()];
    await tx.execute(
      `delete from webhook_secrets
       where workspace_id = $1 and webhook_id = $2 and not (id = any($3::uuid[]))`,
      [workspaceId, webhookId, ids],
    );
    await tx.execute(
      `update webhook_secrets s set expires_at = kept.expires_at
       from unnest($3::uuid[], $4::timestamptz[]) as kept (id, expires_at)
       where s.workspace_id = $1 and s.webhook_id = $2 and s.id = kept.id`,
      [workspaceId, webhookId, ids, [...kept.values()]],
    );
  }

  /** Notes when secrets were last used. No change of configuration: no epoch is raised. */
  async noteUsed(sql: Sql, used: ReadonlyMap<Id, Date>): Promise<void> {
    await updateRows<[Id, Date]>(sql, {
      table: 'webhook_secrets',
      key: ([id]) => id,
      columns: { last_used_at: ['timestamptz', ([, at]) => at] },
      set: 'last_used_at = greatest(t.last_used_at, v.last_used_at)',
      rows: [...used],
    });
  }

  /** Undefined: it cannot be opened. Its owner may still remove it. */
  private valueOf(sealed: string, context: string): string | undefined {
    try {
      return this.box.open(sealed, context);
    } catch (error) {
      if (error instanceof SecretBoxError) return undefined;
      throw error;
    }
  }
}

const SHOWN = `id, webhook_id as "webhookId", origin, provider, ip, created_at as "createdAt",
  expires_at as "expiresAt", last_used_at as "lastUsedAt"`;

import { bumpEpoch } from '@millwright/database';
import type { Sql, Transaction } from '@millwright/database';
import { newId, pageOf } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';
import type { Rights } from './principal.ts';
import { newTokenText, tokenHashOf, tokenPrefixOf } from './token-text.ts';

/** A token as it may be shown. */
export interface StoredToken {
  id: Id;
  workspaceId: Id | null;
  owner: string;
  label: string | null;
  prefix: string;
  scopes: string[];
  readOnly: boolean;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
}

/** A token to be made. */
export interface NewToken extends Rights {
  workspaceId: Id;
  owner: string;
  label: string | null;
}

/** Most tokens that one owner may have. */
export const MAX_TOKENS_PER_OWNER = 10_000;

/** Tokens. Every write raises the configuration's epoch, by which other instances hear of it. */
export class TokenStore {
  /** Makes one; `text` is shown once and kept nowhere. Undefined: the owner has as many as it may have. */
  async create(
    tx: Transaction,
    { workspaceId, owner, label, scopes, readOnly, expiresAt }: NewToken,
  ): Promise<{ token: StoredToken; text: string } | undefined> {
    const epoch = await bumpEpoch(tx);
    const [count] = await tx.query<{ count: number }>(
      `select count(*)::integer as count from tokens where owner = $1 and deleted_at is null`,
      [owner],
    );
    if (count!.count >= MAX_TOKENS_PER_OWNER) return undefined;
    const text = newTokenText();
    const [token] = await tx.query<StoredToken>(
      `insert into tokens (id, workspace_id, owner, label, prefix, hash, scopes, read_only, expires_at, changed_epoch)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${columns}`,
      [
        newId(),
        workspaceId,
        owner,
        label,
        tokenPrefixOf(text),
        tokenHashOf(text),
        scopes,
        readOnly,
        expiresAt,
        epoch,
      ],
    );
    return { token: token!, text };
  }

  /** Revokes one. Whether there was one. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const deleted = await tx.execute(
      `update tokens set deleted_at = now(), changed_epoch = $3
       where id = $1 and workspace_id = $2 and deleted_at is null`,
      [id, workspaceId, epoch],
    );
    return deleted > 0;
  }

  /** Revokes all tokens of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    const epoch = await bumpEpoch(tx);
    await tx.execute(
      `update tokens set deleted_at = now(), changed_epoch = $2
       where workspace_id = $1 and deleted_at is null`,
      [workspaceId, epoch],
    );
  }

  /** One of a Workspace. */
  async get(sql: Sql, workspaceId: Id, id: Id): Promise<StoredToken | undefined> {
    const [token] = await sql.query<StoredToken>(
      `select ${columns} from tokens where id = $1 and workspace_id = $2 and deleted_at is null`,
      [id, workspaceId],
    );
    return token;
  }

  /** A Workspace's tokens, newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<StoredToken>> {
    const rows = await sql.query<StoredToken>(
      `select ${columns} from tokens
       where workspace_id = $1 and deleted_at is null and ($2::uuid is null or id < $2)
       order by id desc limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** The living token of a hash. */
  async byHash(sql: Sql, hash: string): Promise<StoredToken | undefined> {
    const [token] = await sql.query<StoredToken>(
      `select ${columns} from tokens where hash = $1 and deleted_at is null`,
      [hash],
    );
    return token;
  }

  /** The hashes of the tokens that were made, changed or revoked after an epoch. */
  async changedSince(sql: Sql, epoch: number): Promise<string[]> {
    const rows = await sql.query<{ hash: string }>(
      `select hash from tokens where changed_epoch > $1`,
      [epoch],
    );
    return rows.map(({ hash }) => hash);
  }

  /** Notes that tokens are in use. */
  async touch(sql: Sql, ids: readonly Id[], at: Date): Promise<void> {
    await sql.execute(`update tokens set last_used_at = $2 where id = any($1::uuid[])`, [ids, at]);
  }
}

const columns = `id, workspace_id as "workspaceId", owner, label, prefix, scopes, read_only as "readOnly",
  expires_at as "expiresAt", last_used_at as "lastUsedAt", created_at as "createdAt"`;

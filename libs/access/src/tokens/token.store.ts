import { bumpEpoch } from '@millwright/database';
import type { Sql, Transaction } from '@millwright/database';
import { newId, pageOf } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';
import type { Rights } from './principal.ts';
import type { Scope } from './scope.ts';
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

/** Tokens by their hashes as of one epoch. A hash that was asked for and is missing is nobody's. */
export interface TokensAt {
  epoch: number;
  tokens: Map<string, StoredToken>;
}

/** The hashes of the tokens that were made, changed or revoked after an epoch. */
export interface TokenChanges {
  epoch: number;
  hashes: string[];
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
    for (;;) {
      const text = newTokenText();
      const [token] = await tx.query<StoredToken>(
        `insert into tokens (id, workspace_id, owner, label, prefix, hash, scopes, read_only, expires_at, changed_epoch)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning ${columns}`,
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
      // Another one of the owner begins alike: by their prefixes its tokens are told apart.
      if (token !== undefined) return { token, text };
    }
  }

  /** Renames one; null: it has no name. Whether there was one. */
  async setLabel(tx: Transaction, workspaceId: Id, id: Id, label: string | null): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const changed = await tx.execute(
      `update tokens set label = $4, changed_epoch = $3
       where id = $1 and workspace_id = $2 and deleted_at is null`,
      [id, workspaceId, epoch, label],
    );
    return changed > 0;
  }

  /** Gives one other scopes; none: all rights of its owner. Whether there was one. */
  async setScopes(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    scopes: readonly Scope[],
  ): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const changed = await tx.execute(
      `update tokens set scopes = $4, changed_epoch = $3
       where id = $1 and workspace_id = $2 and deleted_at is null`,
      [id, workspaceId, epoch, scopes],
    );
    return changed > 0;
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

  /** The living tokens of hashes. One statement, so that they and their epoch belong together. */
  async tokensOf(sql: Sql, hashes: readonly string[]): Promise<TokensAt> {
    const rows = await sql.query<TokenRow>(
      `select c.epoch, t.*
       from config_epoch c
       left join (
         select hash, ${columns} from tokens where hash = any($1::text[]) and deleted_at is null
       ) t on true`,
      [hashes],
    );
    const found = rows.filter((row): row is FoundRow => row.hash !== null);
    return {
      epoch: rows[0]!.epoch,
      tokens: new Map(found.map(({ epoch: _epoch, hash, ...token }) => [hash, token])),
    };
  }

  /** One statement again: what it leaves out is newer than `epoch` of the answer. */
  async changesSince(sql: Sql, epoch: number): Promise<TokenChanges> {
    const [row] = await sql.query<TokenChanges>(
      `select c.epoch, array(select hash from tokens where changed_epoch > $1) as hashes
       from config_epoch c`,
      [epoch],
    );
    return row!;
  }

  /** Notes that tokens are in use. */
  async touch(sql: Sql, ids: readonly Id[], at: Date): Promise<void> {
    await sql.execute(`update tokens set last_used_at = $2 where id = any($1::uuid[])`, [ids, at]);
  }
}

/** What a {@link StoredToken} is read by; `alias` is what its table is called in the query. */
export const tokenColumns = (alias: string): string =>
  `${alias}.id, ${alias}.workspace_id as "workspaceId", ${alias}.owner, ${alias}.label, ${alias}.prefix,
   ${alias}.scopes, ${alias}.read_only as "readOnly", ${alias}.expires_at as "expiresAt",
   ${alias}.last_used_at as "lastUsedAt", ${alias}.created_at as "createdAt"`;

const columns = tokenColumns('tokens');

type FoundRow = StoredToken & { epoch: number; hash: string };

type TokenRow = FoundRow | { epoch: number; hash: null };

import type { Sql } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { Principal } from './principal.ts';
import { runPathsOf } from './job-scope.ts';
import { tokenColumns, type StoredToken } from './token.store.ts';

/** Whose tokens somebody deals with, and in which Workspace; null: any. */
export interface TokenReach {
  owner: string | null;
  workspaceId: Id | null;
}

/** A token with the slug of its Workspace. */
export type ReachedToken = StoredToken & { workspaceId: Id; workspace: string };

/** The tokens that a principal deals with: its owner's in its Workspace; the instance admin: everyone's, everywhere. */
export const tokenReachOf = ({ owner, workspaceId }: Principal): TokenReach =>
  workspaceId === null ? { owner: null, workspaceId: null } : { owner, workspaceId };

/** The living token with a prefix. */
export async function tokenOfPrefix(
  sql: Sql,
  reach: TokenReach,
  prefix: string,
): Promise<ReachedToken | undefined> {
  const [token] = await sql.query<ReachedToken>(
    `${select} and t.prefix = $3 order by t.id limit 1`,
    [reach.owner, reach.workspaceId, prefix],
  );
  return token;
}

/** Living tokens, newest first. */
export const tokensWithin = (
  sql: Sql,
  reach: TokenReach,
  { limit, offset }: { limit: number; offset: number },
): Promise<ReachedToken[]> =>
  sql.query(`${select} order by t.id desc limit $3 offset $4`, [
    reach.owner,
    reach.workspaceId,
    limit,
    offset,
  ]);

/** Living tokens with a scope that names a Task's path, newest first; a pattern that means it names it not. */
export async function tokensNaming(
  sql: Sql,
  reach: TokenReach,
  path: string,
): Promise<ReachedToken[]> {
  const mentioning = await sql.query<ReachedToken>(
    `${select} and exists (select from unnest(t.scopes) scope where position($3 in scope) > 0) order by t.id desc`,
    [reach.owner, reach.workspaceId, path],
  );
  return mentioning.filter(({ scopes }) =>
    scopes.some((scope) => runPathsOf(scope)?.includes(path)),
  );
}

const select = `select ${tokenColumns('t')}, w.slug as workspace
  from tokens t join workspaces w on w.id = t.workspace_id
  where t.deleted_at is null and ($1::text is null or t.owner = $1) and ($2::uuid is null or t.workspace_id = $2)`;

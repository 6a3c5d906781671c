import { bumpEpoch, type Sql, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import type { PortalLink } from './portal-token.ts';

/** The generations of those of some endpoints that the Workspace has. */
export const generationsOf = (
  sql: Sql,
  workspaceId: Id,
  ids: readonly Id[],
): Promise<PortalLink['endpoints'][number][]> =>
  sql.query(
    `select id, portal_generation as generation from endpoints
     where workspace_id = $1 and id = any($2::uuid[]) and deleted_at is null order by id`,
    [workspaceId, ids],
  );

/** The endpoints that a link is still good for. */
export async function openTo(sql: Sql, { workspaceId, endpoints }: PortalLink): Promise<Id[]> {
  const ids = endpoints.map(({ id }) => id);
  const now = await generationsOf(sql, workspaceId, ids);
  const given = new Map(endpoints.map(({ id, generation }) => [id, generation]));
  return now.filter(({ id, generation }) => given.get(id) === generation).map(({ id }) => id);
}

/** Ends all links to an endpoint; false: there is no such endpoint. */
export async function revokeLinks(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
  const epoch = await bumpEpoch(tx);
  const count = await tx.execute(
    `update endpoints set portal_generation = portal_generation + 1, changed_epoch = $3
     where workspace_id = $1 and id = $2 and deleted_at is null`,
    [workspaceId, id, epoch],
  );
  return count > 0;
}

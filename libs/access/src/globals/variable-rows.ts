import type { Sql } from '@millwright/database';
import { isUuid, type Id } from '@millwright/kernel';
import { MAX_VARIABLES } from './variable-key.ts';

/** The column that a name in an address is compared to: an id has hyphens, which no key has. */
export const addressOfVariable = (name: string): 'id' | 'key' => (isUuid(name) ? 'id' : 'key');

/** Whether a Workspace may have one more, or has the key already. */
export async function hasRoomFor(
  sql: Sql,
  table: 'globals' | 'secrets',
  workspaceId: Id,
  key: string,
): Promise<boolean> {
  const [row] = await sql.query<{ others: number }>(
    `select count(*)::integer as others from ${table} where workspace_id = $1 and key <> $2`,
    [workspaceId, key],
  );
  return row!.others < MAX_VARIABLES;
}

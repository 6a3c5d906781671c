import { bumpEpoch, type Sql, type Transaction } from '@millwright/database';
import { newId, pageOf, parseJson, RawJson, stringifyJson } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';
import { addressOfVariable, hasRoomFor } from './variable-rows.ts';

/** A global as it is shown. */
export interface StoredGlobal {
  id: Id;
  key: string;
  value: RawJson;
  createdAt: Date;
  updatedAt: Date;
}

/** Why a global was not made: the key is taken, or the Workspace has as many as it may have. */
export type NotMade = 'taken' | 'full';

/** JSON text as a global keeps it: no white space, digits and key order unchanged. */
export const compactGlobal = ({ text }: RawJson): string => stringifyJson(parseJson(text));

/** The globals of a Workspace. Every write raises the configuration's epoch: by it runners know what they have read. */
export class GlobalStore {
  /** Adds one. `value` is compact. */
  async create(
    tx: Transaction,
    workspaceId: Id,
    { key, value }: { key: string; value: string },
  ): Promise<StoredGlobal | NotMade> {
    await bumpEpoch(tx);
    if (!(await hasRoomFor(tx, 'globals', workspaceId, key))) return 'full';
    const [made] = await tx.query<GlobalRow>(
      `insert into globals (id, workspace_id, key, value) values ($1, $2, $3, $4)
       on conflict (workspace_id, key) do nothing returning ${columns}`,
      [newId(), workspaceId, key, value],
    );
    return made === undefined ? 'taken' : storedOf(made);
  }

  /** Gives one another value, by key or id; undefined when there is none. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    name: string,
    value: string,
  ): Promise<StoredGlobal | undefined> {
    await bumpEpoch(tx);
    const [changed] = await tx.query<GlobalRow>(
      `update globals set value = $3, updated_at = now()
       where workspace_id = $1 and ${addressOfVariable(name)} = $2 returning ${columns}`,
      [workspaceId, name, value],
    );
    return changed && storedOf(changed);
  }

  /** Removes one, by key or id; answers its key, or undefined when there is none. */
  async delete(tx: Transaction, workspaceId: Id, name: string): Promise<string | undefined> {
    await bumpEpoch(tx);
    const [removed] = await tx.query<{ key: string }>(
      `delete from globals where workspace_id = $1 and ${addressOfVariable(name)} = $2 returning key`,
      [workspaceId, name],
    );
    return removed?.key;
  }

  /** Removes all of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    await tx.execute('delete from globals where workspace_id = $1', [workspaceId]);
  }

  /** One, by key or id. */
  async get(sql: Sql, workspaceId: Id, name: string): Promise<StoredGlobal | undefined> {
    const [row] = await sql.query<GlobalRow>(
      `select ${columns} from globals where workspace_id = $1 and ${addressOfVariable(name)} = $2`,
      [workspaceId, name],
    );
    return row && storedOf(row);
  }

  /** A Workspace's globals in the order of their keys. The cursor is the last key seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<StoredGlobal>> {
    const rows = await sql.query<GlobalRow>(
      `select ${columns} from globals where workspace_id = $1 and ($2::text is null or key > $2)
       order by key limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows.map(storedOf), limit, ({ key }) => key);
  }

  /** All of a Workspace as the exact JSON text of one object, for scripts. */
  async objectOf(sql: Sql, workspaceId: Id): Promise<RawJson> {
    const rows = await sql.query<{ key: string; value: string }>(
      'select key, value from globals where workspace_id = $1 order by key',
      [workspaceId],
    );
    return new RawJson(
      stringifyJson(new Map(rows.map(({ key, value }) => [key, new RawJson(value)]))),
    );
  }
}

type GlobalRow = Omit<StoredGlobal, 'value'> & { value: string };

const columns = `id, key, value, created_at as "createdAt", updated_at as "updatedAt"`;

const storedOf = ({ value, ...row }: GlobalRow): StoredGlobal => ({
  ...row,
  value: new RawJson(value),
});

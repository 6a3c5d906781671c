import { bumpEpoch, type SealedColumn, type Sql, type Transaction } from '@millwright/database';
import { newId, pageOf, SecretBox } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { addressOfVariable, hasRoomFor } from '../globals/variable-rows.ts';
import type { NotMade } from '../globals/global.store.ts';

/** A secret as it is shown: without its value. */
export interface ShownVariable {
  id: Id;
  key: string;
  createdAt: Date;
  updatedAt: Date;
}

/** What a secret is sealed for: it opens nowhere else. */
const contextOf = (workspaceId: Id, id: Id): string => `workspaces/${workspaceId}/secrets/${id}`;

/** Where they lie. */
export const sealedSecrets: SealedColumn = {
  table: 'secrets',
  columns: ['workspace_id'],
  contextOf: ({ workspace_id, id }) => contextOf(workspace_id!, id!),
};

/** The secrets of a Workspace's scripts: sealed here, opened here, never shown. Every write raises the epoch. */
@Injectable()
export class SecretStore {
  constructor(private readonly box: SecretBox) {}

  /** Adds one. @throws SecretBoxError without a key to seal with */
  async create(
    tx: Transaction,
    workspaceId: Id,
    { key, value }: { key: string; value: string },
  ): Promise<ShownVariable | NotMade> {
    await bumpEpoch(tx);
    if (!(await hasRoomFor(tx, 'secrets', workspaceId, key))) return 'full';
    const id = newId();
    const [made] = await tx.query<ShownVariable>(
      `insert into secrets (id, workspace_id, key, sealed) values ($1, $2, $3, $4)
       on conflict (workspace_id, key) do nothing returning ${columns}`,
      [id, workspaceId, key, this.box.seal(value, contextOf(workspaceId, id))],
    );
    return made ?? 'taken';
  }

  /** Gives one another value, by key or id; undefined when there is none. @throws SecretBoxError */
  async update(
    tx: Transaction,
    workspaceId: Id,
    name: string,
    value: string,
  ): Promise<ShownVariable | undefined> {
    await bumpEpoch(tx);
    const present = await this.get(tx, workspaceId, name);
    if (present === undefined) return undefined;
    const [changed] = await tx.query<ShownVariable>(
      `update secrets set sealed = $3, updated_at = now()
       where workspace_id = $1 and id = $2 returning ${columns}`,
      [workspaceId, present.id, this.box.seal(value, contextOf(workspaceId, present.id))],
    );
    return changed;
  }

  /** Removes one, by key or id; answers its key, or undefined when there is none. */
  async delete(tx: Transaction, workspaceId: Id, name: string): Promise<string | undefined> {
    await bumpEpoch(tx);
    const [removed] = await tx.query<{ key: string }>(
      `delete from secrets where workspace_id = $1 and ${addressOfVariable(name)} = $2 returning key`,
      [workspaceId, name],
    );
    return removed?.key;
  }

  /** Removes all of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    await tx.execute('delete from secrets where workspace_id = $1', [workspaceId]);
  }

  /** One, by key or id. */
  async get(sql: Sql, workspaceId: Id, name: string): Promise<ShownVariable | undefined> {
    const [row] = await sql.query<ShownVariable>(
      `select ${columns} from secrets where workspace_id = $1 and ${addressOfVariable(name)} = $2`,
      [workspaceId, name],
    );
    return row;
  }

  /** A Workspace's secrets in the order of their keys. The cursor is the last key seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<ShownVariable>> {
    const rows = await sql.query<ShownVariable>(
      `select ${columns} from secrets where workspace_id = $1 and ($2::text is null or key > $2)
       order by key limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ key }) => key);
  }

  /** The keys of all of a Workspace. */
  async keysOf(sql: Sql, workspaceId: Id): Promise<string[]> {
    const rows = await sql.query<{ key: string }>(
      'select key from secrets where workspace_id = $1 order by key',
      [workspaceId],
    );
    return rows.map(({ key }) => key);
  }

  /** The value itself; undefined when there is no such secret. @throws SecretBoxError when it does not open */
  async open(sql: Sql, workspaceId: Id, key: string): Promise<string | undefined> {
    const [row] = await sql.query<{ id: Id; sealed: string }>(
      'select id, sealed from secrets where workspace_id = $1 and key = $2',
      [workspaceId, key],
    );
    return row && this.box.open(row.sealed, contextOf(workspaceId, row.id));
  }
}

const columns = `id, key, created_at as "createdAt", updated_at as "updatedAt"`;

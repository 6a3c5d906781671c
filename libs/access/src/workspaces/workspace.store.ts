import { bumpEpoch } from '@millwright/database';
import type { Sql, Transaction } from '@millwright/database';
import { newId, pageOf } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';
import { slugSchema } from './workspace-fields.ts';
import type { WorkspaceCreate } from './workspace-fields.ts';
import { settingsOf } from './workspace-settings.ts';
import type { WorkspaceSettings } from './workspace-settings.ts';

/** A Workspace with its settings, defaults filled in. */
export interface StoredWorkspace {
  id: Id;
  slug: string;
  name: string;
  settings: WorkspaceSettings;
  createdAt: Date;
  updatedAt: Date;
}

/** Workspaces. Every write raises the configuration's epoch. */
export class WorkspaceStore {
  /** Adds one; undefined when the slug is taken. */
  async create(
    tx: Transaction,
    { slug, name }: WorkspaceCreate,
  ): Promise<StoredWorkspace | undefined> {
    const epoch = await bumpEpoch(tx);
    const [row] = await tx.query<WorkspaceRow>(
      `insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, $3, $4)
       on conflict (slug) where deleted_at is null do nothing returning ${columns}`,
      [newId(), slug, name ?? slug, epoch],
    );
    return row && storedOf(row);
  }

  /** Changes the name and the settings that are given; null takes a setting back to its default. */
  async update(
    tx: Transaction,
    id: Id,
    { name, settings = {} }: { name?: string | undefined; settings?: Record<string, unknown> },
  ): Promise<StoredWorkspace | undefined> {
    const epoch = await bumpEpoch(tx);
    const isReset = ([, value]: [string, unknown]): boolean => value === null;
    const reset = Object.entries(settings)
      .filter(isReset)
      .map(([key]) => key);
    const [row] = await tx.query<WorkspaceRow>(
      `update workspaces set name = coalesce($2, name), settings = (settings || $3::jsonb) - $4::text[],
         changed_epoch = $5, updated_at = now()
       where id = $1 and deleted_at is null returning ${columns}`,
      [id, name ?? null, JSON.stringify(settings), reset, epoch],
    );
    return row && storedOf(row);
  }

  /** Marks one as deleted; its slug is free again. Whether there was one. */
  async delete(tx: Transaction, id: Id): Promise<boolean> {
    const epoch = await bumpEpoch(tx);
    const deleted = await tx.execute(
      `update workspaces set deleted_at = now(), changed_epoch = $2 where id = $1 and deleted_at is null`,
      [id, epoch],
    );
    return deleted > 0;
  }

  /** The one of a slug. */
  async bySlug(sql: Sql, slug: string): Promise<StoredWorkspace | undefined> {
    if (!slugSchema.safeParse(slug).success) return undefined;
    const [row] = await sql.query<WorkspaceRow>(
      `select ${columns} from workspaces where slug = $1 and deleted_at is null`,
      [slug],
    );
    return row && storedOf(row);
  }

  /** The one of an id. */
  async byId(sql: Sql, id: Id): Promise<StoredWorkspace | undefined> {
    const [row] = await sql.query<WorkspaceRow>(
      `select ${columns} from workspaces where id = $1 and deleted_at is null`,
      [id],
    );
    return row && storedOf(row);
  }

  /** All, newest first. The cursor is the last id seen. */
  async list(sql: Sql, { limit, cursor }: PageRequest): Promise<PageOf<StoredWorkspace>> {
    const rows = await sql.query<WorkspaceRow>(
      `select ${columns} from workspaces where deleted_at is null and ($1::uuid is null or id < $1)
       order by id desc limit $2`,
      [cursor ?? null, limit + 1],
    );
    return pageOf(rows.map(storedOf), limit, ({ id }) => id);
  }
}

type WorkspaceRow = Omit<StoredWorkspace, 'settings'> & { settings: Record<string, unknown> };

const columns = `id, slug, name, settings, created_at as "createdAt", updated_at as "updatedAt"`;

const storedOf = (row: WorkspaceRow): StoredWorkspace => ({
  ...row,
  settings: settingsOf(row.settings),
});

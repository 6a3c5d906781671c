import type { Sql, Transaction } from '@millwright/database';
import { newId, pageOf, type Id, type PageOf, type PageRequest } from '@millwright/kernel';

/** A template as it is shown. */
export interface StoredEmailTemplate {
  id: Id;
  name: string;
  body: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Why a template was not made or renamed: the name is taken, or the Workspace has as many as it may have. */
export type TemplateRefusal = 'taken' | 'full';

/** Most templates that a Workspace may have. */
export const MAX_EMAIL_TEMPLATES = 200;

/** The email templates of a Workspace. Runners read them when they need them: a change counts for the next mail. */
export class EmailTemplateStore {
  /** Adds one. */
  async create(
    tx: Transaction,
    workspaceId: Id,
    { name, body }: { name: string; body: string },
  ): Promise<StoredEmailTemplate | TemplateRefusal> {
    const [{ count } = { count: 0 }] = await tx.query<{ count: number }>(
      'select count(*)::integer as count from email_templates where workspace_id = $1 and name <> $2',
      [workspaceId, name],
    );
    if (count >= MAX_EMAIL_TEMPLATES) return 'full';
    const [made] = await tx.query<StoredEmailTemplate>(
      `insert into email_templates (id, workspace_id, name, body) values ($1, $2, $3, $4)
       on conflict (workspace_id, name) do nothing returning ${columns}`,
      [newId(), workspaceId, name, body],
    );
    return made ?? 'taken';
  }

  /** Changes what is given; undefined when there is none of that id. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { name, body }: { name?: string | undefined; body?: string | undefined },
  ): Promise<StoredEmailTemplate | 'taken' | undefined> {
    const [other] = await tx.query(
      'select 1 from email_templates where workspace_id = $1 and name = $3 and id <> $2',
      [workspaceId, id, name ?? null],
    );
    if (other !== undefined) return 'taken';
    const [changed] = await tx.query<StoredEmailTemplate>(
      `update email_templates set name = coalesce($3, name), body = coalesce($4, body), updated_at = now()
       where workspace_id = $1 and id = $2 returning ${columns}`,
      [workspaceId, id, name ?? null, body ?? null],
    );
    return changed;
  }

  /** Removes one; answers whether there was one. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const removed = await tx.execute(
      'delete from email_templates where workspace_id = $1 and id = $2',
      [workspaceId, id],
    );
    return removed > 0;
  }

  /** Removes all of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    await tx.execute('delete from email_templates where workspace_id = $1', [workspaceId]);
  }

  /** One of a Workspace. */
  async get(sql: Sql, workspaceId: Id, id: Id): Promise<StoredEmailTemplate | undefined> {
    const [row] = await sql.query<StoredEmailTemplate>(
      `select ${columns} from email_templates where workspace_id = $1 and id = $2`,
      [workspaceId, id],
    );
    return row;
  }

  /** The Liquid of the one of a name. */
  async bodyOf(sql: Sql, workspaceId: Id, name: string): Promise<string | undefined> {
    const [row] = await sql.query<{ body: string }>(
      'select body from email_templates where workspace_id = $1 and name = $2',
      [workspaceId, name],
    );
    return row?.body;
  }

  /** A Workspace's templates in the order of their names. The cursor is the last name seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<StoredEmailTemplate>> {
    const rows = await sql.query<StoredEmailTemplate>(
      `select ${columns} from email_templates
       where workspace_id = $1 and ($2::text is null or name > $2) order by name limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ name }) => name);
  }
}

const columns = `id, name, body, created_at as "createdAt", updated_at as "updatedAt"`;

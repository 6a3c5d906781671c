import type { Sql } from '@millwright/database';
import { newId, pageOf, RawJson, storableText, stringifyJson } from '@millwright/kernel';
import type { Id, PageOf, PageRequest } from '@millwright/kernel';

/** What was done. `changes` names fields and hashes, never values that could be secret. */
export interface AuditNote {
  workspaceId: Id | null;
  actor: string;
  address: string | null;
  action: string;
  resource: string;
  resourceId: string | null;
  changes?: Readonly<Record<string, unknown>> | undefined;
}

/** An entry as it is shown. */
export interface AuditLine {
  id: Id;
  actor: string;
  address: string | null;
  action: string;
  resource: string;
  resourceId: string | null;
  changes: RawJson | null;
  createdAt: Date;
}

/** What entries may be listed by. */
export interface AuditFilters {
  actor?: string | undefined;
  action?: string | undefined;
  resource?: string | undefined;
  resourceId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** The audit log: added to in the transaction of the change itself, never edited. */
export class AuditLog {
  /** Adds an entry. */
  async record(sql: Sql, note: AuditNote): Promise<void> {
    await sql.execute(
      `insert into audit_log (id, workspace_id, actor, address, action, resource, resource_id, changes)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        note.workspaceId,
        storableText(note.actor),
        note.address,
        note.action,
        note.resource,
        note.resourceId === null ? null : storableText(note.resourceId),
        note.changes === undefined ? null : stringifyJson(note.changes),
      ],
    );
  }

  /** A Workspace's entries, newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { actor, action, resource, resourceId, from, to }: AuditFilters,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<AuditLine>> {
    const rows = await sql.query<AuditRow>(
      `select id, actor, address, action, resource, resource_id as "resourceId", changes, created_at as "createdAt"
       from audit_log
       where workspace_id = $1 and ($2::text is null or actor = $2) and ($3::text is null or action = $3)
         and ($4::text is null or resource = $4) and ($5::text is null or resource_id = $5)
         and ($6::timestamptz is null or created_at >= $6) and ($7::timestamptz is null or created_at < $7)
         and ($8::uuid is null or id < $8)
       order by id desc limit $9`,
      [
        workspaceId,
        ...[actor, action, resource, resourceId, from, to, cursor].map((value) => value ?? null),
        limit + 1,
      ],
    );
    return pageOf(rows.map(lineOf), limit, ({ id }) => id);
  }
}

type AuditRow = Omit<AuditLine, 'changes'> & { changes: string | null };

const lineOf = ({ changes, ...row }: AuditRow): AuditLine => ({
  ...row,
  changes: changes === null ? null : new RawJson(changes),
});

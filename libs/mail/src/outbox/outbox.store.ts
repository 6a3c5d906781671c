import type { Sql, Transaction } from '@millwright/database';
import {
  childIdAt,
  pageOf,
  storableText,
  type Id,
  type PageOf,
  type PageRequest,
} from '@millwright/kernel';

/** A mail to be kept. */
export interface UnsentMail {
  workspaceId: Id;
  actionRunId: Id;
  messageId: string;
  from: string;
  /** Everybody it is for, of all three kinds. */
  to: readonly string[];
  subject: string;
  raw: Buffer;
}

/** A kept mail in lists. */
export interface KeptMailLine {
  id: Id;
  actionRunId: Id;
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  sizeBytes: number;
  createdAt: Date;
}

/** Mails that were made where there was no server to send them to. */
export class OutboxStore {
  /** Keeps a mail, once for each action run: the next attempt's is the same mail. */
  async keep(sql: Sql, mail: UnsentMail): Promise<void> {
    const { workspaceId, actionRunId, messageId, from, to, subject, raw } = mail;
    const [known] = await sql.query('select 1 from kept_mails where action_run_id = $1', [
      actionRunId,
    ]);
    if (known !== undefined) return;
    await sql.execute(
      `insert into kept_mails (id, workspace_id, action_run_id, message_id, mail_from, mail_to, subject, raw)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (action_run_id) do nothing`,
      [
        childIdAt(Date.now(), actionRunId, 'mail'),
        ...[workspaceId, actionRunId, messageId, storableText(from)],
        to.map(storableText),
        ...[storableText(subject), raw],
      ],
    );
  }

  /** A Workspace's mails, newest first. The cursor is the last id seen. */
  async list(
    sql: Sql,
    workspaceId: Id,
    { limit, cursor }: PageRequest,
  ): Promise<PageOf<KeptMailLine>> {
    const rows = await sql.query<KeptMailLine>(
      `select ${columns} from kept_mails
       where workspace_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
      [workspaceId, cursor ?? null, limit + 1],
    );
    return pageOf(rows, limit, ({ id }) => id);
  }

  /** One with the bytes of it. */
  async get(
    sql: Sql,
    workspaceId: Id,
    id: Id,
  ): Promise<(KeptMailLine & { raw: Buffer }) | undefined> {
    const [row] = await sql.query<KeptMailLine & { raw: Buffer }>(
      `select ${columns}, raw from kept_mails where workspace_id = $1 and id = $2`,
      [workspaceId, id],
    );
    return row;
  }

  /** Removes one; answers whether there was one. */
  async delete(tx: Transaction, workspaceId: Id, id: Id): Promise<boolean> {
    const removed = await tx.execute('delete from kept_mails where workspace_id = $1 and id = $2', [
      workspaceId,
      id,
    ]);
    return removed > 0;
  }

  /** Removes all of a Workspace that is being deleted. */
  async deleteAll(tx: Transaction, workspaceId: Id): Promise<void> {
    await tx.execute('delete from kept_mails where workspace_id = $1', [workspaceId]);
  }

  /** Deletes what is older than its Workspace keeps history, at most `limit`; answers how many. */
  purge(sql: Sql, daysOf: ReadonlyMap<Id, number>, limit: number): Promise<number> {
    return sql.execute(
      `delete from kept_mails where id in (
         select mail.id from kept_mails as mail
         join unnest($1::uuid[], $2::integer[]) as kept (workspace_id, days) using (workspace_id)
         where mail.created_at < now() - kept.days * interval '1 day'
         limit $3 for update of mail skip locked)`,
      [[...daysOf.keys()], [...daysOf.values()], limit],
    );
  }
}

const columns = `id, action_run_id as "actionRunId", message_id as "messageId", mail_from as "from",
  mail_to as "to", subject, octet_length(raw) as "sizeBytes", created_at as "createdAt"`;

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A mail that was made and not sent, because its Workspace has no server for it. */
@Entity({ name: 'kept_mails' })
@Index('kept_mails_workspace', ['workspaceId', 'id'])
@Index('kept_mails_action_run', ['actionRunId'], { unique: true })
export class KeptMail {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'action_run_id', type: 'uuid' })
  actionRunId!: Id;

  @Column({ name: 'message_id', type: 'text' })
  messageId!: string;

  @Column({ name: 'mail_from', type: 'text' })
  mailFrom!: string;

  @Column({ name: 'mail_to', type: 'text', array: true })
  mailTo!: string[];

  @Column({ type: 'text' })
  subject!: string;

  /** The whole of it, as it would have been sent. */
  @Column({ type: 'bytea' })
  raw!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who changed what, when, from where. Only ever added to. */
@Entity({ name: 'audit_log' })
@Index('audit_log_workspace', ['workspaceId', 'id'])
export class AuditEntry {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  /** Null: it concerns the instance. */
  @Column({ name: 'workspace_id', type: 'uuid', nullable: true })
  workspaceId!: Id | null;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'text', nullable: true })
  address!: string | null;

  @Column({ type: 'text' })
  action!: string;

  @Column({ type: 'text' })
  resource!: string;

  @Column({ name: 'resource_id', type: 'text', nullable: true })
  resourceId!: string | null;

  /** JSON text: names of changed fields, hashes before and after. Never a secret's value. */
  @Column({ type: 'text', nullable: true })
  changes!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A task as it stands. What it does is in the version that `version` names; `hash` is that version's. */
@Entity({ name: 'tasks' })
@Index('tasks_path', ['workspaceId', 'path'], { unique: true, where: 'deleted_at is null' })
@Index('tasks_changed', ['changedEpoch'])
export class Task {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  path!: string;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  @Column({ type: 'integer' })
  version!: number;

  /** SHA-256 of the definition, all 64 hex digits. */
  @Column({ type: 'text' })
  hash!: string;

  @Column({ name: 'changed_epoch', type: 'bigint' })
  changedEpoch!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

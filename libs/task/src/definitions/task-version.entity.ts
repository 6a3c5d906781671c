import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a save made: never changed, never removed. `definition` is exact JSON text. */
@Entity({ name: 'task_versions' })
@Index('task_versions_hash', ['workspaceId', 'hash'])
export class TaskVersion {
  @PrimaryColumn({ name: 'task_id', type: 'uuid' })
  taskId!: Id;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'text' })
  definition!: string;

  /** The rendered subscription lines, as they are in the definition: what routing reads. */
  @Column({ type: 'text', array: true })
  subscriptions!: string[];

  @Column({ type: 'text' })
  author!: string;

  @Column({ type: 'text', nullable: true })
  message!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

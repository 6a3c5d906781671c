import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Work on many runs: what is asked for, and how far it has come. Each batch and its numbers commit together. */
@Entity({ name: 'bulk_jobs' })
@Index('bulk_jobs_open', ['id'], { where: "state = 'running'" })
@Index('bulk_jobs_workspace', ['workspaceId', 'id'])
export class BulkJob {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  action!: string;

  /** JSON text. */
  @Column({ type: 'text' })
  filter!: string;

  /** `running`, `done` or `failed`. */
  @Column({ type: 'text' })
  state!: string;

  /** The kind of runs that it is at. */
  @Column({ type: 'text' })
  kind!: string;

  /** The last run of that kind that was looked at. */
  @Column({ type: 'uuid', nullable: true })
  cursor!: Id | null;

  /** Runs that were looked at. */
  @Column({ type: 'bigint', default: 0 })
  seen!: number;

  /** Runs that fitted the filter. */
  @Column({ type: 'bigint', default: 0 })
  matched!: number;

  @Column({ type: 'bigint', default: 0 })
  done!: number;

  /** Runs that had become something else, or may not be treated so. */
  @Column({ type: 'bigint', default: 0 })
  skipped!: number;

  /** JSON text. */
  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}

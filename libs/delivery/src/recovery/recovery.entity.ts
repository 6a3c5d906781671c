import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Work on many deliveries of an endpoint: those that failed are sent again, and events that have none get one. Each
 * batch and how far the work has come commit together.
 */
@Entity({ name: 'recoveries' })
@Index('recoveries_open', ['id'], { where: "state = 'running'" })
export class Recovery {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'endpoint_id', type: 'uuid' })
  endpointId!: Id;

  @Column({ name: 'recovers_failed', type: 'boolean' })
  recoversFailed!: boolean;

  @Column({ name: 'recovers_missing', type: 'boolean' })
  recoversMissing!: boolean;

  /** Only these topics; null: all. */
  @Column({ type: 'text', array: true, nullable: true })
  topics!: string[] | null;

  /** Everything below this id is done. */
  @Column({ type: 'uuid' })
  cursor!: Id;

  /** The lowest id after its range. */
  @Column({ name: 'until_id', type: 'uuid' })
  untilId!: Id;

  /** `running`, `done` or `failed`. */
  @Column({ type: 'text', default: 'running' })
  state!: string;

  /** Failed deliveries that were queued again. */
  @Column({ type: 'bigint', default: 0 })
  failed!: number;

  /** Events that got their delivery, or their place in a batch. */
  @Column({ type: 'bigint', default: 0 })
  missing!: number;

  /** The code of what ended it before its time. */
  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}

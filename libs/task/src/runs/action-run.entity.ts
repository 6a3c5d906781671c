import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One action that a task run rendered. `state`, `attempts` and `started_at` are current only when final; until then
 * the work row has them. Options, meta, error and result are exact JSON text.
 */
@Entity({ name: 'action_runs' })
@Index('action_runs_workspace', ['workspaceId', 'id'])
@Index('action_runs_task_run', ['taskRunId', 'index'])
@Index('action_runs_event', ['eventId'])
@Index('action_runs_ended_badly', ['workspaceId', 'state', 'id'], {
  where: "state in ('failed', 'cancelled')",
})
export class ActionRun {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: Id;

  @Column({ name: 'task_run_id', type: 'uuid' })
  taskRunId!: Id;

  @Column({ name: 'task_id', type: 'uuid' })
  taskId!: Id;

  /** Its place among the actions of the task run, from 0. */
  @Column({ type: 'integer' })
  index!: number;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text' })
  options!: string;

  @Column({ type: 'text', nullable: true })
  meta!: string | null;

  @Column({ name: 'perform_event', type: 'boolean', default: true })
  performEvent!: boolean;

  @Column({ type: 'text' })
  state!: string;

  @Column({ name: 'run_at', type: 'timestamptz' })
  runAt!: Date;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'integer', default: 0 })
  round!: number;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'stopped_at', type: 'timestamptz', nullable: true })
  stoppedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ type: 'text', nullable: true })
  result!: string | null;

  @Column({ name: 'result_meta', type: 'text', nullable: true })
  resultMeta!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** What it has done so far, for its retries: exact JSON text. */
  @Column({ type: 'text', nullable: true })
  progress!: string | null;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One rendering of a task for one event and subscription. `state`, `attempts` and `started_at` are current only when
 * final; until then the work row has them. Error, result and logs are exact JSON text.
 */
@Entity({ name: 'task_runs' })
@Index('task_runs_workspace', ['workspaceId', 'id'])
@Index('task_runs_event', ['eventId'])
@Index('task_runs_task', ['taskId', 'id'])
@Index('task_runs_ended_badly', ['workspaceId', 'state', 'id'], {
  where: "state in ('failed', 'cancelled')",
})
export class TaskRun {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: Id;

  @Column({ name: 'task_id', type: 'uuid' })
  taskId!: Id;

  @Column({ name: 'task_path', type: 'text' })
  taskPath!: string;

  /** The version that was rendered; null until it was. */
  @Column({ name: 'task_version', type: 'integer', nullable: true })
  taskVersion!: number | null;

  @Column({ name: 'task_hash', type: 'text', nullable: true })
  taskHash!: string | null;

  /** The line of the task that matched, offset included. */
  @Column({ type: 'text' })
  subscription!: string;

  @Column({ type: 'smallint', default: 1 })
  priority!: number;

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

  @Column({ type: 'text', nullable: true })
  logs!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

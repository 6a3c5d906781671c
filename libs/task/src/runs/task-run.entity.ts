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
@Index('task_runs_parent_job', ['parentJob'], { where: 'parent_job is not null' })
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

  /** The id that its caller gave it, under which it is shown; null: its own. */
  @Column({ name: 'job_id', type: 'uuid', nullable: true })
  jobId!: Id | null;

  /** The owner of the token that called; null: nobody did. */
  @Column({ type: 'text', nullable: true })
  caller!: string | null;

  @Column({ name: 'caller_token_id', type: 'uuid', nullable: true })
  callerTokenId!: Id | null;

  @Column({ name: 'caller_label', type: 'text', nullable: true })
  callerLabel!: string | null;

  /** Null: `default`. */
  @Column({ type: 'text', nullable: true })
  tag!: string | null;

  /** What its result says it is filed under. */
  @Column({ type: 'text', array: true, nullable: true })
  labels!: string[] | null;

  @Column({ name: 'parent_job', type: 'uuid', nullable: true })
  parentJob!: Id | null;

  @Column({ name: 'root_job', type: 'uuid', nullable: true })
  rootJob!: Id | null;

  /** The version that its caller asked for; null: the latest when it is rendered. */
  @Column({ name: 'pinned_version', type: 'integer', nullable: true })
  pinnedVersion!: number | null;

  /** Seen by its caller and the instance admin only. */
  @Column({ name: 'is_hidden', type: 'boolean', default: false })
  isHidden!: boolean;

  /** Whether the task got the whole request in place of args. */
  @Column({ name: 'is_preprocessed', type: 'boolean', default: false })
  isPreprocessed!: boolean;

  /** The runner instance that had it last. */
  @Column({ type: 'text', nullable: true })
  worker!: string | null;

  @Column({ name: 'resolved_at', type: 'timestamptz', nullable: true })
  resolvedAt!: Date | null;

  @Column({ name: 'resolved_by', type: 'text', nullable: true })
  resolvedBy!: string | null;

  @Column({ name: 'resolution_note', type: 'text', nullable: true })
  resolutionNote!: string | null;

  /** When its payloads were erased. */
  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a work row stands for. */
export type WorkKind = 'event' | 'task' | 'action' | 'delivery';

/** The states of a run that is not final. */
export type OpenState = 'unscheduled' | 'scheduled' | 'due' | 'started';

/** A run that is not final. Deleted in the transaction that makes it final. */
@Entity({ name: 'work' })
@Index('work_scheduled', ['runAt'], { where: "state = 'scheduled'" })
@Index('work_due', ['kind', 'dueAt'], { where: "state = 'due'" })
@Index('work_started', ['leaseUntil'], { where: "state = 'started'" })
@Index('work_event', ['eventId'])
@Index('work_task_run', ['taskRunId', 'index'], { where: 'task_run_id is not null' })
@Index('work_event_due', ['workspaceId', 'id'], { where: "kind = 'event' and state = 'due'" })
@Index('work_workspace', ['workspaceId', 'eventId'])
@Index('work_lane', ['lane', 'eventId'], {
  where: 'lane is not null and (queued_in is null or queued_in <> lane)',
})
@Index('work_queue', ['queuedIn', 'eventId'], { where: 'queued_in is not null' })
export class Work {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @PrimaryColumn({ type: 'text' })
  kind!: WorkKind;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: Id;

  /** Of an action: the task run that rendered it. */
  @Column({ name: 'task_run_id', type: 'uuid', nullable: true })
  taskRunId!: Id | null;

  @Column({ name: 'task_id', type: 'uuid', nullable: true })
  taskId!: Id | null;

  @Column({ type: 'text' })
  state!: OpenState;

  @Column({ name: 'run_at', type: 'timestamptz' })
  runAt!: Date;

  /** When it last became due, by the database's clock: what the reconciler compares to its markers. */
  @Column({ name: 'due_at', type: 'timestamptz', nullable: true })
  dueAt!: Date | null;

  /** 0 high, 1 normal, 2 low. */
  @Column({ type: 'smallint', default: 1 })
  priority!: number;

  /** Of a task run with a concurrency: the lane it is in, '' for none. Of an action run: the lane it keeps busy. */
  @Column({ type: 'text', nullable: true })
  lane!: string | null;

  /** The lane that it waits in, unscheduled, until a place is free. */
  @Column({ name: 'queued_in', type: 'text', nullable: true })
  queuedIn!: string | null;

  /** Of an action: its place in its task run. */
  @Column({ type: 'integer', default: 0 })
  index!: number;

  /** Attempts started so far. */
  @Column({ type: 'integer', default: 0 })
  attempt!: number;

  /** Raised by every manual retry. */
  @Column({ type: 'integer', default: 0 })
  round!: number;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil!: Date | null;

  @Column({ type: 'text', nullable: true })
  holder!: string | null;

  /** The addresses of the instances that are told of its end: of a task run, since somebody waits for it. */
  @Column({ type: 'text', array: true, nullable: true })
  watchers!: string[] | null;

  /** Of a task run: the version that its caller asked for; null: the latest. */
  @Column({ name: 'pinned_version', type: 'integer', nullable: true })
  pinnedVersion!: number | null;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The routing of an event, under the event's own id, and the count of what is unfinished and failed below it.
 * `state` is current only when final; until then the work row has it.
 */
@Entity({ name: 'event_runs' })
@Index('event_runs_failed', ['workspaceId', 'id'], { where: "failed > 0 or state = 'failed'" })
export class EventRun {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  state!: string;

  @Column({ name: 'run_at', type: 'timestamptz' })
  runAt!: Date;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'integer', default: 0 })
  round!: number;

  @Column({ type: 'integer', default: 0 })
  pending!: number;

  @Column({ type: 'integer', default: 0 })
  failed!: number;

  @Column({ name: 'filtered_by', type: 'text', nullable: true })
  filteredBy!: string | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'stopped_at', type: 'timestamptz', nullable: true })
  stoppedAt!: Date | null;

  /** The addresses of the instances that are told when nothing below the event is open any more. */
  @Column({ type: 'text', array: true, nullable: true })
  watchers!: string[] | null;
}

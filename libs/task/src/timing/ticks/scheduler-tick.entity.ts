import type { Id } from '@millwright/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a line of the scheduler has come. There is a row while an enabled task subscribes to it. */
@Entity({ name: 'scheduler_ticks' })
export class SchedulerTick {
  @PrimaryColumn({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  /** A topic of the scheduler, or a cron line as it is compared. */
  @PrimaryColumn({ type: 'text' })
  line!: string;

  /** The zone that its ticks are told in until the next one. */
  @Column({ type: 'text' })
  timezone!: string;

  /** Every tick up to this time has been dealt with. */
  @Column({ name: 'passed_at', type: 'timestamptz' })
  passedAt!: Date;
}

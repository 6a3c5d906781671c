import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An id that a caller gave to its job, which may be any UUID: ours order by time. Never given twice. */
@Entity({ name: 'job_ids' })
@Index('job_ids_run', ['runId'])
export class JobId {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'run_id', type: 'uuid' })
  runId!: Id;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

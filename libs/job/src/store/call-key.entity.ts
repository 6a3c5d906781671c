import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The `Idempotency-Key` of a call, and the job that it made; or of a batch, and its answer. Kept for 24 hours. */
@Entity({ name: 'call_keys' })
@Index('call_keys_age', ['createdAt'])
export class CallKey {
  @PrimaryColumn({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  /** The owner of the token. */
  @PrimaryColumn({ type: 'text' })
  owner!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  /** SHA-256 of what was asked for. */
  @Column({ type: 'text' })
  fingerprint!: string;

  /** Of a batch, an id that no run has. */
  @Column({ name: 'run_id', type: 'uuid' })
  runId!: Id;

  /** As it is shown. */
  @Column({ name: 'job_id', type: 'uuid' })
  jobId!: Id;

  /** Of a batch: the whole text that it was answered with. */
  @Column({ type: 'text', nullable: true })
  answer!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How an endpoint fares. One row for each; locked by whoever claims its deliveries or counts their ends. */
@Entity({ name: 'endpoint_health' })
export class EndpointHealth {
  @PrimaryColumn({ name: 'endpoint_id', type: 'uuid' })
  endpointId!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'consecutive_failures', type: 'integer', default: 0 })
  consecutiveFailures!: number;

  @Column({ name: 'failing_since', type: 'timestamptz', nullable: true })
  failingSince!: Date | null;

  /** Since `failingSince`, of those that set it. */
  @Column({ name: 'failed_attempts', type: 'integer', default: 0 })
  failedAttempts!: number;

  @Column({ name: 'last_success_at', type: 'timestamptz', nullable: true })
  lastSuccessAt!: Date | null;

  @Column({ name: 'last_failure_at', type: 'timestamptz', nullable: true })
  lastFailureAt!: Date | null;

  @Column({ name: 'last_notice_at', type: 'timestamptz', nullable: true })
  lastNoticeAt!: Date | null;

  /** Whether the next success ends a warning. */
  @Column({ name: 'is_warned', type: 'boolean', default: false })
  isWarned!: boolean;

  @Column({ name: 'paused_until', type: 'timestamptz', nullable: true })
  pausedUntil!: Date | null;

  @Column({ type: 'text', default: 'closed' })
  circuit!: 'closed' | 'open';

  @Column({ name: 'circuit_opened_at', type: 'timestamptz', nullable: true })
  circuitOpenedAt!: Date | null;

  @Column({ name: 'next_probe_at', type: 'timestamptz', nullable: true })
  nextProbeAt!: Date | null;

  @Column({ name: 'probe_delay_s', type: 'integer', nullable: true })
  probeDelayS!: number | null;

  /** What the rate limit remembers: `[milliseconds since 1970, starts]`, oldest first. */
  @Column({ type: 'jsonb', default: '[]' })
  starts!: [number, number][];

  @Column({ name: 'origin_granted_at', type: 'timestamptz', nullable: true })
  originGrantedAt!: Date | null;

  /** Requests a minute, as the handshake allowed. */
  @Column({ name: 'origin_rate', type: 'integer', nullable: true })
  originRate!: number | null;

  @Column({ name: 'origin_attempts', type: 'integer', default: 0 })
  originAttempts!: number;

  @Column({ name: 'origin_next_at', type: 'timestamptz', nullable: true })
  originNextAt!: Date | null;
}

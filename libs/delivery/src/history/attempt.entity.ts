import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One HTTP try of a delivery. Without a duration it is under way, or its runner died. */
@Entity({ name: 'attempts' })
@Index('attempts_delivery', ['deliveryId', 'number'])
@Index('attempts_endpoint', ['endpointId', 'startedAt', 'id'])
export class Attempt {
  /** Derives from delivery and number. */
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'endpoint_id', type: 'uuid' })
  endpointId!: Id;

  @Column({ name: 'delivery_id', type: 'uuid' })
  deliveryId!: Id;

  /** From 1, on and on over replays. */
  @Column({ type: 'integer' })
  number!: number;

  @Column({ name: 'is_manual', type: 'boolean', default: false })
  isManual!: boolean;

  @Column({ name: 'is_test', type: 'boolean', default: false })
  isTest!: boolean;

  /** As it was then. */
  @Column({ type: 'text' })
  url!: string;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'duration_ms', type: 'integer', nullable: true })
  durationMs!: number | null;

  @Column({ name: 'status_code', type: 'integer', nullable: true })
  statusCode!: number | null;

  /** Values of headers of the endpoint's own are masked. */
  @Column({ name: 'request_headers', type: 'jsonb', nullable: true })
  requestHeaders!: Record<string, string> | null;

  @Column({ name: 'response_headers', type: 'jsonb', nullable: true })
  responseHeaders!: Record<string, string> | null;

  @Column({ name: 'response_body', type: 'text', nullable: true })
  responseBody!: string | null;

  @Column({ name: 'is_truncated', type: 'boolean', default: false })
  isTruncated!: boolean;

  @Column({ name: 'remote_address', type: 'text', nullable: true })
  remoteAddress!: string | null;

  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode!: string | null;

  @Column({ name: 'error_message', type: 'text', nullable: true })
  errorMessage!: string | null;
}

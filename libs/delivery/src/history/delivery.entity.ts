import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';

/** `open`: the queue says more. */
export type DeliveryState = 'open' | 'succeeded' | 'failed' | 'cancelled';

/** One stored request body bound for one endpoint. Its id derives from event and endpoint, or was made for its batch. */
@Entity({ name: 'deliveries' })
@Index('deliveries_workspace', ['workspaceId', 'id'])
@Index('deliveries_endpoint', ['endpointId', 'id'])
@Index('deliveries_failed', ['endpointId', 'id'], { where: "state = 'failed'" })
@Index('deliveries_ended_badly', ['workspaceId', 'id'], {
  where: "state in ('failed', 'cancelled')",
})
@Index('deliveries_tests', ['workspaceId', 'id'], { where: 'is_test' })
@Index('deliveries_event', ['eventId'], { where: 'event_id is not null' })
// A gin index, which TypeORM cannot say.
@Index('deliveries_events', { synchronize: false })
export class Delivery {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'endpoint_id', type: 'uuid' })
  endpointId!: Id;

  /** Of the one event that it carries. */
  @Column({ name: 'event_id', type: 'uuid', nullable: true })
  eventId!: Id | null;

  /** Of a batch: its events in the order of the body. */
  @Column({ name: 'event_ids', type: 'uuid', array: true, nullable: true })
  eventIds!: Id[] | null;

  @Column({ type: 'text', nullable: true })
  topic!: string | null;

  /** Of a batch: each topic once. */
  @Column({ type: 'text', array: true, nullable: true })
  topics!: string[] | null;

  @Column({ type: 'text' })
  format!: EndpointFormat;

  /** Null: a template renders it at the first attempt. */
  @Column({ type: 'text', nullable: true })
  body!: string | null;

  /** The body is the text that this JSON text holds, not the JSON itself. */
  @Column({ name: 'is_text', type: 'boolean', default: false })
  isText!: boolean;

  /** Of the body as it is sent. */
  @Column({ name: 'size_bytes', type: 'integer', default: 0 })
  sizeBytes!: number;

  @Column({ name: 'ordering_key', type: 'text', nullable: true })
  orderingKey!: string | null;

  @Column({ name: 'is_test', type: 'boolean', default: false })
  isTest!: boolean;

  @Column({ type: 'text', default: 'open' })
  state!: DeliveryState;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ name: 'last_status_code', type: 'integer', nullable: true })
  lastStatusCode!: number | null;

  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode!: string | null;

  @Column({ name: 'error_message', type: 'text', nullable: true })
  errorMessage!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'stopped_at', type: 'timestamptz', nullable: true })
  stoppedAt!: Date | null;
}

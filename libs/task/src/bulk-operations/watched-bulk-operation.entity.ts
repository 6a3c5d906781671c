import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A bulk operation at a shop that has not ended as far as we know. It is there until its end is told. */
@Entity({ name: 'watched_bulk_operations' })
@Index('watched_bulk_operations_operation', ['workspaceId', 'connectionId', 'operationId'], {
  unique: true,
})
@Index('watched_bulk_operations_next', ['askAt'])
export class WatchedBulkOperation {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  /** The event whose run began it. */
  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: Id;

  @Column({ name: 'task_id', type: 'uuid' })
  taskId!: Id;

  @Column({ name: 'connection_id', type: 'uuid' })
  connectionId!: Id;

  @Column({ name: 'connection_name', type: 'text' })
  connectionName!: string;

  @Column({ name: 'api_version', type: 'text' })
  apiVersion!: string;

  /** `gid://shopify/BulkOperation/…`. */
  @Column({ name: 'operation_id', type: 'text' })
  operationId!: string;

  @Column({ name: 'ask_at', type: 'timestamptz' })
  askAt!: Date;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}

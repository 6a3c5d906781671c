import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An event that waits to be cut into a batch of an endpoint. */
@Entity({ name: 'endpoint_items' })
@Index('endpoint_items_queued', ['endpointId', 'queuedAt'])
export class EndpointItem {
  @PrimaryColumn({ name: 'endpoint_id', type: 'uuid' })
  endpointId!: Id;

  @PrimaryColumn({ name: 'event_id', type: 'uuid' })
  eventId!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'queued_at', type: 'timestamptz', default: () => 'now()' })
  queuedAt!: Date;
}

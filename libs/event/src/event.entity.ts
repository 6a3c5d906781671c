import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An accepted fact; never changed. `data`, `request` and `verification` are exact JSON text. */
@Entity({ name: 'events' })
@Index('events_workspace', ['workspaceId', 'id'])
@Index('events_topic', ['workspaceId', 'topic', 'id'])
@Index('events_request', ['requestId'], { where: 'request_id is not null' })
@Index('events_parent', ['parentId'], { where: 'parent_id is not null' })
@Index('events_source', ['workspaceId', 'source', 'id'], { where: "source <> 'webhook'" })
@Index('events_webhook', ['webhookId', 'id'], { where: 'webhook_id is not null' })
export class Event {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  topic!: string;

  @Column({ type: 'text' })
  data!: string;

  @Column({ type: 'text' })
  source!: string;

  @Column({ name: 'webhook_id', type: 'uuid', nullable: true })
  webhookId!: Id | null;

  @Column({ type: 'text', nullable: true })
  provider!: string | null;

  @Column({ name: 'provider_event', type: 'text', nullable: true })
  providerEvent!: string | null;

  @Column({ type: 'text', nullable: true })
  verification!: string | null;

  @Column({ name: 'request_id', type: 'uuid', nullable: true })
  requestId!: Id | null;

  @Column({ type: 'text', nullable: true })
  request!: string | null;

  @Column({ name: 'parent_id', type: 'uuid', nullable: true })
  parentId!: Id | null;

  @Column({ name: 'replay_of', type: 'uuid', nullable: true })
  replayOf!: Id | null;

  @Column({ name: 'task_ids', type: 'uuid', array: true, nullable: true })
  taskIds!: Id[] | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A template that is rendered for each event before it is matched, and may stop it. */
@Entity({ name: 'event_filters' })
@Index('event_filters_changed', ['changedEpoch'])
@Index('event_filters_workspace', ['workspaceId', 'id'])
export class EventFilter {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  template!: string;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  @Column({ name: 'changed_epoch', type: 'bigint' })
  changedEpoch!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

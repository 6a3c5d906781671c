import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { WorkspaceSettings } from './workspace-settings.ts';

/** The owner of every row and token. `settings` holds only what was set: defaults fill the rest when it is read. */
@Entity({ name: 'workspaces' })
@Index('workspaces_slug', ['slug'], { unique: true, where: 'deleted_at is null' })
@Index('workspaces_changed', ['changedEpoch'])
export class Workspace {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  /** Its name in addresses. */
  @Column({ type: 'text' })
  slug!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb', default: {} })
  settings!: Partial<WorkspaceSettings>;

  /** Its events are routed one after the other, since an endpoint of it asks for order. */
  @Column({ name: 'keeps_order', type: 'boolean', default: false })
  keepsOrder!: boolean;

  @Column({ name: 'changed_epoch', type: 'bigint' })
  changedEpoch!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

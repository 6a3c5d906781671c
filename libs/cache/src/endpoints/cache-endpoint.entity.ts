import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '@millwright/kernel';

/** One cache key with a public address, `PUBLIC_URL/cache/<id>`; the id is a secret, nobody can guess it. */
@Entity('cache_endpoints')
@Index('cache_endpoints_workspace', ['workspaceId', 'createdAt'])
@Index('cache_endpoints_changed', ['changedEpoch'])
export class CacheEndpoint {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  name!: string;

  /** The key it serves; the entry need not exist. */
  @Column({ type: 'text' })
  key!: string;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  /** Epoch of its last change: caches fetch what is newer than theirs. */
  @Column({ name: 'changed_epoch', type: 'bigint' })
  changedEpoch!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

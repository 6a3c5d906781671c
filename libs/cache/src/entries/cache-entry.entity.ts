import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '@millwright/kernel';

/** A value kept under a key of a Workspace until it expires; expired is missing, whether or not the row still exists. */
@Entity('cache_entries')
@Index('cache_entries_expiry', ['expiresAt'])
export class CacheEntry {
  @PrimaryColumn({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  key!: string;

  /** Compact JSON text. */
  @Column({ type: 'text' })
  value!: string;

  @Column({ name: 'ttl_seconds', type: 'integer' })
  ttlSeconds!: number;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A bearer credential of ours. The plaintext is never kept: only its SHA-256 and its first ten characters. */
@Entity({ name: 'tokens' })
@Index('tokens_hash', ['hash'], { unique: true })
@Index('tokens_workspace', ['workspaceId', 'createdAt'])
@Index('tokens_changed', ['changedEpoch'])
@Index('tokens_to_expire', ['expiresAt'], {
  where: 'expired_told_at is null and deleted_at is null',
})
@Index('tokens_prefix', ['owner', 'prefix'], { unique: true, where: 'deleted_at is null' })
export class Token {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  /** The only Workspace it is good for; null: all of them. */
  @Column({ name: 'workspace_id', type: 'uuid', nullable: true })
  workspaceId!: Id | null;

  /** The name of the principal that made it. */
  @Column({ type: 'text' })
  owner!: string;

  @Column({ type: 'text', nullable: true })
  label!: string | null;

  @Column({ type: 'text' })
  prefix!: string;

  @Column({ type: 'text' })
  hash!: string;

  /** Empty: everything its owner may do in the Workspace. */
  @Column({ type: 'text', array: true, default: [] })
  scopes!: string[];

  @Column({ name: 'read_only', type: 'boolean', default: false })
  readOnly!: boolean;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  /** When the event was made that says it will expire. */
  @Column({ name: 'expiring_told_at', type: 'timestamptz', nullable: true })
  expiringToldAt!: Date | null;

  /** When the event was made that says it has. */
  @Column({ name: 'expired_told_at', type: 'timestamptz', nullable: true })
  expiredToldAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'changed_epoch', type: 'bigint' })
  changedEpoch!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Credentials of a Workspace at a service, under a name that tasks use. */
@Entity({ name: 'connections' })
@Index('connections_name', ['workspaceId', 'name'], { unique: true, where: 'deleted_at IS NULL' })
@Index('connections_workspace', ['workspaceId', 'id'])
@Index('connections_inbound', ['inboundId'], { unique: true })
@Index('connections_changed', ['changedEpoch'])
export class Connection {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  name!: string;

  /** Of the types that there are; one of a newer version may be unknown here. */
  @Column({ type: 'text' })
  type!: string;

  /** The fields that were given and are no secrets. */
  @Column({ type: 'jsonb' })
  settings!: Record<string, unknown>;

  /** The names of those that are secrets. */
  @Column({ name: 'secret_fields', type: 'text', array: true })
  secretFields!: string[];

  /** The secrets themselves, bound to this row. Null: there are none. */
  @Column({ type: 'text', nullable: true })
  sealed!: string | null;

  /** Raised by every change: what was made of an older one is not used any more. */
  @Column({ type: 'integer', default: 1 })
  revision!: number;

  /** Random: the secret in the address by which the service reaches us. */
  @Column({ name: 'inbound_id', type: 'uuid' })
  inboundId!: Id;

  /** SHA-256 of the token that the service shows us. */
  @Column({ name: 'inbound_token_hash', type: 'text' })
  inboundTokenHash!: string;

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

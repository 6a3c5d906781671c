import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What an endpoint's deliveries are signed with: one current secret, and those that a rotation left to run out. */
@Entity({ name: 'endpoint_keys' })
@Index('endpoint_keys_endpoint', ['endpointId', 'id'])
export class EndpointKey {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'endpoint_id', type: 'uuid' })
  endpointId!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  /** JSON `{secret, private_key | null}`, bound to this row: `workspaces/<ws>/endpoints/<endpoint>/keys/<id>`. */
  @Column({ type: 'text' })
  sealed!: string;

  /** `whpk_…` once there is a key pair. */
  @Column({ name: 'public_key', type: 'text', nullable: true })
  publicKey!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Null: the current one. */
  @Column({ name: 'valid_until', type: 'timestamptz', nullable: true })
  validUntil!: Date | null;
}

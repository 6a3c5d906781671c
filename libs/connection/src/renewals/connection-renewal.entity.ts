import type { Id } from '@millwright/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the last exchange of a Connection's refresh token gave: all processes go on from there. */
@Entity({ name: 'connection_renewals' })
export class ConnectionRenewal {
  /** The Connection's. */
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  /** Both tokens, and the refresh token that they began with. */
  @Column({ type: 'text' })
  sealed!: string;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;
}

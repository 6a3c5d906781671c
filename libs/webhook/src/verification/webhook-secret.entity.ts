import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A secret that a webhook's sender signs with. Its value is sealed, and bound to its webhook and id. */
@Entity({ name: 'webhook_secrets' })
@Index('webhook_secrets_webhook', ['webhookId'])
export class WebhookSecret {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'webhook_id', type: 'uuid' })
  webhookId!: Id;

  @Column({ type: 'text' })
  sealed!: string;

  /** Who gave it: the owner, or the sender in a handshake. */
  @Column({ type: 'text', default: 'owner' })
  origin!: 'owner' | 'handshake';

  /** Of a learnt one: the provider whose handshake told it. Null: it counts for the webhook's own. */
  @Column({ type: 'text', nullable: true })
  provider!: string | null;

  /** Of a learnt one: the address it came from. */
  @Column({ type: 'text', nullable: true })
  ip!: string | null;

  /** Of a learnt one: when its value was shown to the owner. */
  @Column({ name: 'revealed_at', type: 'timestamptz', nullable: true })
  revealedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Null: never. */
  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  /** To the minute. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}

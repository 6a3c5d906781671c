import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that a webhook refused, or that came while its owner wanted to see all of them. No secret is in it. */
@Entity({ name: 'webhook_requests' })
@Index('webhook_requests_webhook', ['webhookId', 'id'])
@Index('webhook_requests_refused', ['webhookId', 'id'], { where: 'reason is not null' })
export class WebhookRequest {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ name: 'webhook_id', type: 'uuid' })
  webhookId!: Id;

  @Column({ name: 'request_id', type: 'uuid' })
  requestId!: Id;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt!: Date;

  @Column({ type: 'text', nullable: true })
  provider!: string | null;

  @Column({ type: 'text' })
  method!: string;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text' })
  ip!: string;

  /** JSON: lower-case name → the values of its lines. */
  @Column({ type: 'text' })
  headers!: string;

  /** The first bytes as they came; null where none were read. */
  @Column({ type: 'bytea', nullable: true })
  body!: Buffer | null;

  /** How many there were, as far as they were read. */
  @Column({ name: 'body_bytes', type: 'integer' })
  bodyBytes!: number;

  /** What it was answered. */
  @Column({ type: 'smallint' })
  status!: number;

  /** Why it was refused; null: it was not. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Of a handshake that was answered: its kind. */
  @Column({ type: 'text', nullable: true })
  handshake!: string | null;
}

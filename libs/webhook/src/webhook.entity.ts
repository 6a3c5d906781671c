import type { Conditions } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LastHandshake } from './handshakes/last-handshake.ts';
import type { DataMode } from './intake/event-data.ts';
import type { VerificationSettings } from './verification/verification-settings.ts';

/** At most `requests` in any `per_seconds`; the others are refused with 429, or dropped: answered as if taken. */
export interface RateLimit {
  requests: number;
  per_seconds: number;
  /** Missing: `refuse`. */
  on_limit?: 'refuse' | 'drop';
}

/** What makes a request a duplicate (`delivery-id`, `body-sha256`, `header:<name>`, `path:<path>`), and for how long. */
export interface Dedupe {
  by: string;
  window_seconds: number;
}

/** What a sender that insists on it is answered. */
export interface FixedResponse {
  status: number;
  /** Null: none is named. */
  content_type: string | null;
  body: string;
}

/** A receiver with a permanent URL and a topic. Its id is the secret in that URL, and is never used again. */
@Entity({ name: 'webhooks' })
@Index('webhooks_workspace', ['workspaceId', 'createdAt'])
@Index('webhooks_changed', ['changedEpoch'])
@Index('webhooks_lease_to_end', ['leaseEndsAt'], {
  where: 'deleted_at IS NULL AND lease_ends_at IS NOT NULL',
})
export class Webhook {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  topic!: string;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  @Column({ name: 'data_mode', type: 'text', default: 'auto' })
  dataMode!: DataMode;

  @Column({ type: 'text', nullable: true })
  provider!: string | null;

  /** Without the secrets, which have rows of their own, and without secret options. */
  @Column({ type: 'jsonb', nullable: true })
  verification!: VerificationSettings | null;

  /** Those of its options that are secrets, sealed. Null: none are set. */
  @Column({ type: 'text', nullable: true })
  sealed!: string | null;

  /** Null: the Workspace's. */
  @Column({ name: 'allowed_origins', type: 'jsonb', nullable: true })
  allowedOrigins!: string[] | null;

  /** IP addresses and CIDRs. Null: every address. */
  @Column({ name: 'allowed_ips', type: 'jsonb', nullable: true })
  allowedIps!: string[] | null;

  @Column({ name: 'rate_limit', type: 'jsonb', nullable: true })
  rateLimit!: RateLimit | null;

  /** Null: by the provider's delivery ids, for a day. */
  @Column({ type: 'jsonb', nullable: true })
  dedupe!: Dedupe | null;

  /** What an event has to meet; null: nothing. */
  @Column({ type: 'jsonb', nullable: true })
  filter!: Conditions | null;

  /** Null: the Workspace's. */
  @Column({ name: 'max_body_bytes', type: 'integer', nullable: true })
  maxBodyBytes!: number | null;

  /** What deliveries that were taken are answered. Null: what the provider says, else 204. */
  @Column({ type: 'jsonb', nullable: true })
  response!: FixedResponse | null;

  /** Until when every request is kept for the owner to see. Null: only refused ones are. */
  @Column({ name: 'captures_until', type: 'timestamptz', nullable: true })
  capturesUntil!: Date | null;

  /** To the minute. */
  @Column({ name: 'last_received_at', type: 'timestamptz', nullable: true })
  lastReceivedAt!: Date | null;

  /** From then on, for a day, handshakes may tell secrets. */
  @Column({ name: 'handshake_opened_at', type: 'timestamptz', default: () => 'now()' })
  handshakeOpenedAt!: Date;

  /** Null: none yet. */
  @Column({ name: 'last_handshake', type: 'jsonb', nullable: true })
  lastHandshake!: LastHandshake | null;

  /** When the subscription behind it ends. Null: never, as far as the sender said. */
  @Column({ name: 'lease_ends_at', type: 'timestamptz', nullable: true })
  leaseEndsAt!: Date | null;

  /** When it was told that this will be. */
  @Column({ name: 'lease_told_at', type: 'timestamptz', nullable: true })
  leaseToldAt!: Date | null;

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

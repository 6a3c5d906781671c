import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EndpointSettings } from './endpoint-settings.ts';

/** How the body of a delivery is made. */
export type EndpointFormat = 'mautic' | 'standard' | 'cloudevents' | 'raw';

/** One delivery for each event at once, or one for several at intervals. */
export type EndpointMode = 'immediate' | 'batched';

/** Whether deliveries wait for the ones before them. */
export type EndpointOrdering = 'none' | 'fifo';

/** Why an endpoint hears of nothing: somebody said so, it answered 410, or it failed for days. */
export type DisabledReason = 'user' | 'gone' | 'failing';

/** A URL that wants to hear of events. */
@Entity({ name: 'endpoints' })
@Index('endpoints_workspace', ['workspaceId', 'id'])
@Index('endpoints_changed', ['changedEpoch'])
export class Endpoint {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', default: '' })
  description!: string;

  /** Without user info and fragment. */
  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  @Column({ name: 'disabled_reason', type: 'text', nullable: true })
  disabledReason!: DisabledReason | null;

  @Column({ name: 'disabled_at', type: 'timestamptz', nullable: true })
  disabledAt!: Date | null;

  /** Patterns, each once. */
  @Column({ type: 'text', array: true })
  topics!: string[];

  @Column({ type: 'text', default: 'standard' })
  format!: EndpointFormat;

  @Column({ type: 'text', default: 'immediate' })
  mode!: EndpointMode;

  @Column({ type: 'text', default: 'none' })
  ordering!: EndpointOrdering;

  /** Everything else that is set and no secret. */
  @Column({ type: 'jsonb' })
  settings!: EndpointSettings;

  /** Values of headers, the receiver's credentials and the client certificate's key, bound to this row. */
  @Column({ type: 'text', nullable: true })
  sealed!: string | null;

  /** Epoch of its last change: caches fetch what is newer than theirs. */
  @Column({ name: 'changed_epoch', type: 'bigint' })
  changedEpoch!: number;

  /** When it was last changed through the API; null: never since it was made. */
  @Column({ name: 'edited_at', type: 'timestamptz', nullable: true })
  editedAt!: Date | null;

  /** Part of every portal link: raised, those that were given out end. */
  @Column({ name: 'portal_generation', type: 'integer', default: 0 })
  portalGeneration!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'created_by', type: 'text', nullable: true })
  createdBy!: string | null;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'updated_by', type: 'text', nullable: true })
  updatedBy!: string | null;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;
}

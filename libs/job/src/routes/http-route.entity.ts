import type { Id } from '@millwright/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RouteAuth } from './route-auth.ts';
import type { RouteMethod, RouteMode } from './http-route.schema.ts';

/** A method and path of a Workspace's own, under `PUBLIC_URL/r/<workspace>/`, at which one task is called. */
@Entity({ name: 'http_routes' })
@Index('http_routes_pattern', ['workspaceId', 'method', 'pattern'], {
  unique: true,
  where: 'deleted_at is null',
})
@Index('http_routes_workspace', ['workspaceId', 'id'])
@Index('http_routes_changed', ['changedEpoch'])
export class HttpRoute {
  @PrimaryColumn({ type: 'uuid' })
  id!: Id;

  @Column({ name: 'workspace_id', type: 'uuid' })
  workspaceId!: Id;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  method!: RouteMethod;

  /** As it was given: `orders/:id`. */
  @Column({ type: 'text' })
  path!: string;

  /** The path without its parameters' names: two of one method would be the same route. */
  @Column({ type: 'text' })
  pattern!: string;

  /** The task may have been deleted since: then there is nothing to call. */
  @Column({ name: 'task_id', type: 'uuid' })
  taskId!: Id;

  @Column({ type: 'text', default: 'sync' })
  mode!: RouteMode;

  /** Without its secret. */
  @Column({ type: 'jsonb' })
  auth!: RouteAuth;

  /** The key, password or signing secret of `auth`, bound to this row; null: it has none. */
  @Column({ type: 'text', nullable: true })
  sealed!: string | null;

  @Column({ name: 'allowed_origins', type: 'jsonb' })
  allowedOrigins!: string[];

  /** Whether the task gets the whole request; null: as the task says. */
  @Column({ name: 'request_mode', type: 'boolean', nullable: true })
  requestMode!: boolean | null;

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

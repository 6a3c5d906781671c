import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 the table of HTTP routes, each with its one secret sealed in its row.
 * Breaking: nothing.
 */
export class AddHttpRoutes1795310000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table http_routes (
      id uuid primary key,
      workspace_id uuid not null references workspaces,
      name text not null,
      method text not null,
      path text not null,
      pattern text not null,
      task_id uuid not null references tasks,
      mode text not null default 'sync',
      auth jsonb not null,
      sealed text,
      allowed_origins jsonb not null,
      request_mode boolean,
      enabled boolean not null default true,
      changed_epoch bigint not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz
    )`);
    await db.query(
      `create unique index http_routes_pattern on http_routes (workspace_id, method, pattern)
       where deleted_at is null`,
    );
    await db.query(`create index http_routes_workspace on http_routes (workspace_id, id)`);
    await db.query(`create index http_routes_changed on http_routes (changed_epoch)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table http_routes`);
  }
}

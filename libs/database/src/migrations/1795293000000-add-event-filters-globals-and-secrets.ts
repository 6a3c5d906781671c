import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 the table of event filters · 2 that of globals · 3 that of secrets, sealed one by one.
 * Breaking: nothing.
 */
export class AddEventFiltersGlobalsAndSecrets1795293000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table event_filters (
      id uuid primary key,
      workspace_id uuid not null references workspaces,
      name text not null,
      template text not null,
      enabled boolean not null default true,
      changed_epoch bigint not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz
    )`);
    await db.query(`create index event_filters_changed on event_filters (changed_epoch)`);
    await db.query(`create index event_filters_workspace on event_filters (workspace_id, id)`);
    await db.query(`create table globals (
      id uuid primary key,
      workspace_id uuid not null references workspaces,
      key text collate "C" not null,
      value text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`);
    await db.query(`create unique index globals_key on globals (workspace_id, key)`);
    await db.query(`create table secrets (
      id uuid primary key,
      workspace_id uuid not null references workspaces,
      key text collate "C" not null,
      sealed text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`);
    await db.query(`create unique index secrets_key on secrets (workspace_id, key)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table secrets`);
    await db.query(`drop table globals`);
    await db.query(`drop table event_filters`);
  }
}

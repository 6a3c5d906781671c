import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 Connections, with the address and the token by which their services reach us · 2 what the last exchange of
 * a refresh token gave.
 * Breaking: nothing.
 */
export class AddConnections1795500000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `create table connections (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        name text not null,
        type text not null,
        settings jsonb not null,
        secret_fields text[] not null,
        sealed text,
        revision integer not null default 1,
        inbound_id uuid not null,
        inbound_token_hash text not null,
        changed_epoch bigint not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        deleted_at timestamptz
      )`,
      `create unique index connections_name on connections (workspace_id, name) where deleted_at is null`,
      `create index connections_workspace on connections (workspace_id, id)`,
      `create unique index connections_inbound on connections (inbound_id)`,
      `create index connections_changed on connections (changed_epoch)`,
      `create table connection_renewals (
        id uuid primary key references connections,
        workspace_id uuid not null,
        sealed text not null,
        updated_at timestamptz not null default now()
      )`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['connection_renewals', 'connections'])
      await db.query(`drop table ${table}`);
  }
}

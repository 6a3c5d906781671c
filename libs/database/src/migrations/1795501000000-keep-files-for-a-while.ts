import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 files that lie behind an address for a while; unfinished ones have no `stored_at`, and a round of an action
 * run finishes a name once · 2 the bytes of those that the database keeps, piece by piece.
 * Breaking: nothing.
 */
export class KeepFilesForAWhile1795501000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `create table stored_files (
        id uuid primary key,
        workspace_id uuid not null references workspaces (id),
        action_run_id uuid not null,
        round integer not null,
        name text not null,
        mime_type text not null,
        size_bytes integer not null,
        token text collate "C" not null,
        kept_in text not null,
        created_at timestamptz not null default now(),
        stored_at timestamptz,
        expires_at timestamptz not null
      )`,
      `create unique index stored_files_token on stored_files (token)`,
      `create unique index stored_files_run on stored_files (action_run_id, round, name) where stored_at is not null`,
      `create index stored_files_expiry on stored_files (expires_at)`,
      `create index stored_files_unfinished on stored_files (created_at) where stored_at is null`,
      `create table stored_file_pieces (
        file_id uuid not null,
        position integer not null,
        bytes bytea not null,
        primary key (file_id, position)
      )`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of ['drop table stored_file_pieces', 'drop table stored_files']) {
      await db.query(statement);
    }
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['kept_mails', 'email_addresses', 'email_templates'];

/**
 * Steps: 1 templates of mails · 2 the addresses at which Workspaces take mail · 3 mails that there was no server for.
 * Breaking: nothing.
 */
export class AddMail1795502000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `create table email_templates (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        name text collate "C" not null,
        body text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`,
      `create unique index email_templates_name on email_templates (workspace_id, name)`,
      `create table email_addresses (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        name text not null,
        enabled boolean not null default true,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )`,
      `create index email_addresses_workspace on email_addresses (workspace_id, created_at, id)`,
      `create table kept_mails (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        action_run_id uuid not null,
        message_id text not null,
        mail_from text not null,
        mail_to text[] not null,
        subject text not null,
        raw bytea not null,
        created_at timestamptz not null default now()
      )`,
      `create index kept_mails_workspace on kept_mails (workspace_id, id)`,
      `create unique index kept_mails_action_run on kept_mails (action_run_id)`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of tables) await db.query(`drop table ${table}`);
  }
}

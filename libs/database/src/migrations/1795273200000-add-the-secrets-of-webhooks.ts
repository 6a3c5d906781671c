import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: the table of the secrets that webhooks verify their senders with, sealed one by one.
 * Breaking: nothing.
 */
export class AddTheSecretsOfWebhooks1795273200000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table webhook_secrets (
      id uuid primary key,
      workspace_id uuid not null references workspaces,
      webhook_id uuid not null references webhooks,
      sealed text not null,
      origin text not null default 'owner',
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      last_used_at timestamptz
    )`);
    await db.query(`create index webhook_secrets_webhook on webhook_secrets (webhook_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table webhook_secrets`);
  }
}

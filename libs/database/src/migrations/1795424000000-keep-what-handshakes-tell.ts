import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 since when a webhook learns secrets from handshakes, and what came of the last one · 2 of a learnt secret:
 * whose it is, and where it came from.
 * Breaking: nothing.
 */
export class KeepWhatHandshakesTell1795424000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table webhooks add column handshake_opened_at timestamptz not null default now(),
        add column last_handshake jsonb`,
      `update webhooks set handshake_opened_at = created_at`,
      `alter table webhook_secrets add column provider text, add column ip text`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'alter table webhook_secrets drop column provider, drop column ip',
      'alter table webhooks drop column handshake_opened_at, drop column last_handshake',
    ]) {
      await db.query(statement);
    }
  }
}

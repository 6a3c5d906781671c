import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 the addresses that a webhook takes requests from; null: every address.
 * Breaking: nothing.
 */
export class AllowWebhooksByAddress1795425000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table webhooks add column allowed_ips jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table webhooks drop column allowed_ips');
  }
}

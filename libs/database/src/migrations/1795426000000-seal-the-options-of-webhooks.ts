import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 a place for those options of a webhook that are secrets, sealed. What lies in clear is sealed when the
 * webhook's verification is saved again, and not shown until then.
 * Breaking: nothing.
 */
export class SealTheOptionsOfWebhooks1795426000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table webhooks add column sealed text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table webhooks drop column sealed');
  }
}

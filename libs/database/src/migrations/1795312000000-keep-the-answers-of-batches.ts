import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 an idempotency key can have an answer, that of a batch: one key led to one job, and a batch makes many.
 * Breaking: nothing.
 */
export class KeepTheAnswersOfBatches1795312000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`alter table call_keys add column answer text`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`alter table call_keys drop column answer`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 a place with each action run for what it has done so far, for its retries.
 * Breaking: nothing.
 */
export class KeepTheProgressOfActions1795503000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table action_runs add column progress text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table action_runs drop column progress');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 when it was told that a token will expire, and that it has; what is over already is not told any more · 2 what
 * is to be told next is found at once · 3 of an owner's living tokens no two begin alike.
 * Breaking: nothing.
 */
export class TellOfTokensThatEnd1795311000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table tokens add column expiring_told_at timestamptz, add column expired_told_at timestamptz`,
      `update tokens set expiring_told_at = now(), expired_told_at = now() where expires_at <= now()`,
      `create index tokens_to_expire on tokens (expires_at) where expired_told_at is null and deleted_at is null`,
      `create unique index tokens_prefix on tokens (owner, prefix) where deleted_at is null`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop index tokens_prefix',
      'drop index tokens_to_expire',
      'alter table tokens drop column expiring_told_at, drop column expired_told_at',
    ]) {
      await db.query(statement);
    }
  }
}

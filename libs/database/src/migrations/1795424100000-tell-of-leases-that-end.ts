import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 when the subscription behind a webhook ends, and when it was told · 2 what is to be told next is found at once.
 * Breaking: nothing.
 */
export class TellOfLeasesThatEnd1795424100000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table webhooks add column lease_ends_at timestamptz, add column lease_told_at timestamptz`,
      `create index webhooks_lease_to_end on webhooks (lease_ends_at)
         where lease_told_at is null and deleted_at is null and lease_ends_at is not null`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop index webhooks_lease_to_end',
      'alter table webhooks drop column lease_ends_at, drop column lease_told_at',
    ]) {
      await db.query(statement);
    }
  }
}

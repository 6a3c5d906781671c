import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 subscriptions that end are found also where an earlier end was told.
 * Breaking: nothing.
 */
export class TellOfLeasesDaily1795427000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop index webhooks_lease_to_end',
      `create index webhooks_lease_to_end on webhooks (lease_ends_at)
         where deleted_at is null and lease_ends_at is not null`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop index webhooks_lease_to_end',
      `create index webhooks_lease_to_end on webhooks (lease_ends_at)
         where lease_told_at is null and deleted_at is null and lease_ends_at is not null`,
    ]) {
      await db.query(statement);
    }
  }
}

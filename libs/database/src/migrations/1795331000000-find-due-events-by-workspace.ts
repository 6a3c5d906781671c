import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 the due events of a Workspace that are older than another are found at once.
 * Breaking: nothing.
 */
export class FindDueEventsByWorkspace1795331000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `create index work_event_due on work (workspace_id, id) where kind = 'event' and state = 'due'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index work_event_due');
  }
}

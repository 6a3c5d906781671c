import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 drop the table `lanes`, in which nothing was ever written: what a run waits in is named by its row in `work`.
 * Breaking: nothing.
 */
export class DropUnusedLanes1795300800000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('drop table lanes');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`create table lanes (
      workspace_id uuid not null,
      key text not null,
      capacity integer not null,
      running integer not null default 0,
      primary key (workspace_id, key)
    )`);
  }
}

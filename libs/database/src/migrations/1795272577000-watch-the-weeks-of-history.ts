import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 a row for each week of history that is over: when something of it was last seen unfinished.
 * Breaking: nothing.
 */
export class WatchTheWeeksOfHistory1795272577000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `create table history_weeks (
        monday date primary key,
        unfinished_at timestamptz not null,
        is_open boolean not null default false
      )`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table history_weeks');
  }
}

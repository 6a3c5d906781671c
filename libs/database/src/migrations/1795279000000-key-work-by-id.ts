import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A look-up in `work` by id must not read all of a kind, which is what the planner chose while its statistics of so
 * lively a table were behind.
 *
 * Steps: 1 the id first in the key.
 * Breaking: nothing.
 */
export class KeyWorkById1795279000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`alter table work drop constraint work_pkey, add primary key (id, kind)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`alter table work drop constraint work_pkey, add primary key (kind, id)`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: when a secret that a handshake told was shown to the owner, who has to paste it somewhere.
 * Breaking: nothing.
 */
export class ShowLearntSecretsOnce1795421100000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table webhook_secrets add column revealed_at timestamptz');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table webhook_secrets drop column revealed_at');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 the bulk operations of shops whose end a task waits for · 2 those to be asked about next are found at once.
 * Breaking: nothing.
 */
export class WatchBulkOperations1795504000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `create table watched_bulk_operations (
         id uuid primary key,
         workspace_id uuid not null references workspaces (id),
         event_id uuid not null,
         task_id uuid not null,
         connection_id uuid not null,
         connection_name text not null,
         api_version text not null,
         operation_id text not null,
         ask_at timestamptz not null,
         created_at timestamptz not null default now()
       )`,
      `create unique index watched_bulk_operations_operation
         on watched_bulk_operations (workspace_id, connection_id, operation_id)`,
      'create index watched_bulk_operations_next on watched_bulk_operations (ask_at)',
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table watched_bulk_operations');
  }
}

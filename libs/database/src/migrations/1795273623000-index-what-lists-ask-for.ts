import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 open work of a Workspace by its event, instead of by its kind · 2 cancelled runs beside failed ones ·
 * 3 events that no webhook made, by their source. None of them is written to by a run that succeeds.
 * Breaking: nothing; writes wait while the indexes of large tables are made.
 */
export class IndexWhatListsAskFor1795273623000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop index work_workspace',
      'create index work_workspace on work (workspace_id, event_id)',
      'drop index task_runs_failed',
      `create index task_runs_ended_badly on task_runs (workspace_id, state, id)
       where state in ('failed', 'cancelled')`,
      'drop index action_runs_failed',
      `create index action_runs_ended_badly on action_runs (workspace_id, state, id)
       where state in ('failed', 'cancelled')`,
      `create index events_source on events (workspace_id, source, id) where source <> 'webhook'`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop index events_source',
      'drop index action_runs_ended_badly',
      `create index action_runs_failed on action_runs (workspace_id, id) where state = 'failed'`,
      'drop index task_runs_ended_badly',
      `create index task_runs_failed on task_runs (workspace_id, id) where state = 'failed'`,
      'drop index work_workspace',
      'create index work_workspace on work (workspace_id, kind)',
    ]) {
      await db.query(statement);
    }
  }
}

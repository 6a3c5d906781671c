import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 what a task run has as a job: who called it, the id that the caller gave it, what it is filed under, what
 * became of it later · 2 whom to tell of the end of open work, and the version that a call asks for · 3 the ids and
 * idempotency keys of callers.
 * Breaking: nothing; what ran before has none of it.
 */
export class KeepTheFactsOfJobs1795305000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      `alter table task_runs
         add column job_id uuid,
         add column caller text,
         add column caller_token_id uuid,
         add column caller_label text,
         add column tag text,
         add column labels text[],
         add column parent_job uuid,
         add column root_job uuid,
         add column pinned_version integer,
         add column is_hidden boolean not null default false,
         add column is_preprocessed boolean not null default false,
         add column worker text,
         add column resolved_at timestamptz,
         add column resolved_by text,
         add column resolution_note text,
         add column erased_at timestamptz`,
      `create index task_runs_parent_job on task_runs (parent_job) where parent_job is not null`,
      `alter table work add column watchers text[], add column pinned_version integer`,
      `alter table event_runs add column watchers text[]`,
      `create table job_ids (
         id uuid primary key,
         run_id uuid not null,
         created_at timestamptz not null default now()
       )`,
      `create index job_ids_run on job_ids (run_id)`,
      `create table call_keys (
         workspace_id uuid not null,
         owner text not null,
         key text not null,
         fingerprint text not null,
         run_id uuid not null,
         job_id uuid not null,
         created_at timestamptz not null default now(),
         primary key (workspace_id, owner, key)
       )`,
      `create index call_keys_age on call_keys (created_at)`,
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop table call_keys',
      'drop table job_ids',
      'alter table event_runs drop column watchers',
      'alter table work drop column watchers, drop column pinned_version',
      'drop index task_runs_parent_job',
      `alter table task_runs
         drop column job_id, drop column caller, drop column caller_token_id, drop column caller_label,
         drop column tag, drop column labels, drop column parent_job, drop column root_job,
         drop column pinned_version, drop column is_hidden, drop column is_preprocessed, drop column worker,
         drop column resolved_at, drop column resolved_by, drop column resolution_note, drop column erased_at`,
    ]) {
      await db.query(statement);
    }
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 what a run waits in, and indexes over lanes, which runs without one are not part of · 2 how far each line
 * of a scheduler has come · 3 bulk work on runs.
 * Breaking: nothing.
 */
export class OrderRunsAndKeepTicks1795294200000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [
      'alter table work add column queued_in text',
      `create index work_lane on work (lane, event_id)
       where lane is not null and (queued_in is null or queued_in <> lane)`,
      'create index work_queue on work (queued_in, event_id) where queued_in is not null',
      `create table scheduler_ticks (
         workspace_id uuid not null references workspaces (id),
         line text not null,
         timezone text not null,
         passed_at timestamptz not null,
         primary key (workspace_id, line)
       )`,
      `create table bulk_jobs (
         id uuid primary key,
         workspace_id uuid not null references workspaces (id),
         action text not null,
         filter text not null,
         state text not null,
         kind text not null,
         cursor uuid,
         seen bigint not null default 0,
         matched bigint not null default 0,
         done bigint not null default 0,
         skipped bigint not null default 0,
         error text,
         created_at timestamptz not null default now(),
         updated_at timestamptz not null default now(),
         finished_at timestamptz
       )`,
      `create index bulk_jobs_open on bulk_jobs (id) where state = 'running'`,
      'create index bulk_jobs_workspace on bulk_jobs (workspace_id, id)',
    ]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [
      'drop table bulk_jobs',
      'drop table scheduler_ticks',
      'drop index work_queue',
      'drop index work_lane',
      'alter table work drop column queued_in',
    ]) {
      await db.query(statement);
    }
  }
}

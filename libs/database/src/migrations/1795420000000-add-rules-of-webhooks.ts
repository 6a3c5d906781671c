import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 which requests a webhook lets through · 2 what it did not, counted · 3 what requests have in common with
 * those before · 4 what was let through of late, and which instances do so: without a log of writes, as a crash may
 * forget it.
 * Breaking: nothing.
 */
export class AddRulesOfWebhooks1795420000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of rules) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of tables) await db.query(`drop table ${table}`);
    await db.query('alter table webhooks drop column filter');
  }
}

const tables = ['rate_takers', 'rate_windows', 'dedupe_keys', 'webhook_counts'];

const rules = [
  `alter table webhooks add column filter jsonb`,
  `create table webhook_counts (
    webhook_id uuid primary key,
    duplicates bigint not null default 0,
    filtered bigint not null default 0,
    rate_limited bigint not null default 0
  )`,
  `create table dedupe_keys (
    webhook_id uuid not null,
    key bytea not null,
    event_id uuid not null,
    taken_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (webhook_id, key)
  )`,
  `create index dedupe_keys_expiry on dedupe_keys (expires_at)`,
  `create unlogged table rate_windows (
    id uuid primary key,
    starts bigint[] not null default '{}',
    counts integer[] not null default '{}'
  )`,
  `create unlogged table rate_takers (
    id uuid primary key,
    seen_at timestamptz not null
  )`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 endpoints with their keys and their health · 2 pending items of batches · 3 deliveries and attempts,
 * partitioned by UUIDv7 range · 4 the queue of unfinished deliveries · 5 recoveries, the
 * work on many deliveries of an endpoint · 6 whether a Workspace's events keep their order.
 * Breaking: nothing.
 */
export class AddOutgoingWebhooks1795330000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...endpoints, ...history, ...queue]) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table workspaces drop column keeps_order');
    for (const table of tables) await db.query(`drop table ${table}`);
  }
}

const tables = [
  'recoveries',
  'delivery_queue',
  'attempts',
  'deliveries',
  'endpoint_items',
  'endpoint_health',
  'endpoint_keys',
  'endpoints',
];

const endpoints = [
  `create table endpoints (
    id uuid primary key,
    workspace_id uuid not null references workspaces,
    name text not null,
    description text not null default '',
    url text not null,
    enabled boolean not null default true,
    disabled_reason text,
    disabled_at timestamptz,
    topics text[] not null,
    format text not null default 'standard',
    mode text not null default 'immediate',
    ordering text not null default 'none',
    settings jsonb not null,
    sealed text,
    changed_epoch bigint not null,
    edited_at timestamptz,
    portal_generation integer not null default 0,
    created_at timestamptz not null default now(),
    created_by text,
    updated_at timestamptz not null default now(),
    updated_by text,
    deleted_at timestamptz
  )`,
  `create index endpoints_workspace on endpoints (workspace_id, id)`,
  `create index endpoints_changed on endpoints (changed_epoch)`,
  `create table endpoint_keys (
    id uuid primary key,
    endpoint_id uuid not null references endpoints,
    workspace_id uuid not null,
    sealed text not null,
    public_key text,
    created_at timestamptz not null default now(),
    valid_until timestamptz
  )`,
  `create index endpoint_keys_endpoint on endpoint_keys (endpoint_id, id)`,
  `create table endpoint_health (
    endpoint_id uuid primary key references endpoints,
    workspace_id uuid not null,
    consecutive_failures integer not null default 0,
    failing_since timestamptz,
    failed_attempts integer not null default 0,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_notice_at timestamptz,
    is_warned boolean not null default false,
    paused_until timestamptz,
    circuit text not null default 'closed',
    circuit_opened_at timestamptz,
    next_probe_at timestamptz,
    probe_delay_s integer,
    starts jsonb not null default '[]',
    origin_granted_at timestamptz,
    origin_rate integer,
    origin_attempts integer not null default 0,
    origin_next_at timestamptz
  )`,
  `create table endpoint_items (
    endpoint_id uuid not null,
    event_id uuid not null,
    workspace_id uuid not null,
    queued_at timestamptz not null default now(),
    primary key (endpoint_id, event_id)
  )`,
  `create index endpoint_items_queued on endpoint_items (endpoint_id, queued_at)`,
];

const history = [
  `create table deliveries (
    id uuid primary key,
    workspace_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid,
    event_ids uuid[],
    topic text,
    topics text[],
    format text not null,
    body text,
    is_text boolean not null default false,
    size_bytes integer not null default 0,
    ordering_key text,
    is_test boolean not null default false,
    state text not null default 'open',
    attempts integer not null default 0,
    last_status_code integer,
    error_code text,
    error_message text,
    created_at timestamptz not null,
    started_at timestamptz,
    stopped_at timestamptz
  ) partition by range (id)`,
  `create index deliveries_workspace on deliveries (workspace_id, id)`,
  `create index deliveries_endpoint on deliveries (endpoint_id, id)`,
  `create index deliveries_failed on deliveries (endpoint_id, id) where state = 'failed'`,
  `create index deliveries_ended_badly on deliveries (workspace_id, id)
   where state in ('failed', 'cancelled')`,
  `create index deliveries_tests on deliveries (workspace_id, id) where is_test`,
  `create index deliveries_event on deliveries (event_id) where event_id is not null`,
  `create index deliveries_events on deliveries using gin (event_ids) where event_ids is not null`,
  `create table attempts (
    id uuid primary key,
    workspace_id uuid not null,
    endpoint_id uuid not null,
    delivery_id uuid not null,
    number integer not null,
    is_manual boolean not null default false,
    is_test boolean not null default false,
    url text not null,
    started_at timestamptz not null,
    duration_ms integer,
    status_code integer,
    request_headers jsonb,
    response_headers jsonb,
    response_body text,
    is_truncated boolean not null default false,
    remote_address text,
    error_code text,
    error_message text
  ) partition by range (id)`,
  `create index attempts_delivery on attempts (delivery_id, number)`,
  `create index attempts_endpoint on attempts (endpoint_id, started_at, id)`,
];

const queue = [
  `create table delivery_queue (
    delivery_id uuid primary key,
    workspace_id uuid not null,
    endpoint_id uuid not null,
    state text not null,
    run_at timestamptz not null,
    lane text,
    lane_until text,
    position uuid not null,
    is_head boolean not null default true,
    is_manual boolean not null default false,
    attempt integer not null default 0,
    step integer not null default 0,
    holder text,
    lease_until timestamptz
  )`,
  `create index delivery_queue_next on delivery_queue (endpoint_id, run_at, delivery_id)
   where state = 'waiting' and is_head`,
  `create index delivery_queue_manual on delivery_queue (endpoint_id, run_at)
   where state = 'waiting' and is_manual`,
  `create index delivery_queue_started on delivery_queue (endpoint_id) where state = 'started'`,
  `create index delivery_queue_heads on delivery_queue (endpoint_id, lane)
   where is_head and lane is not null`,
  `create index delivery_queue_lease on delivery_queue (lease_until) where state = 'started'`,
  `create index delivery_queue_lane on delivery_queue (endpoint_id, lane, position)
   where lane is not null`,
  `create index delivery_queue_workspace on delivery_queue (workspace_id, delivery_id)`,
  `create index delivery_queue_endpoint on delivery_queue (endpoint_id, delivery_id)`,
  `create table recoveries (
    id uuid primary key,
    workspace_id uuid not null,
    endpoint_id uuid not null references endpoints,
    recovers_failed boolean not null,
    recovers_missing boolean not null,
    topics text[],
    cursor uuid not null,
    until_id uuid not null,
    state text not null default 'running',
    failed bigint not null default 0,
    missing bigint not null default 0,
    error text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    finished_at timestamptz
  )`,
  `create index recoveries_open on recoveries (id) where state = 'running'`,
  `alter table workspaces add column keeps_order boolean not null default false`,
];

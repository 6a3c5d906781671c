import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Steps: 1 configuration · 2 cache · 3 history, partitioned by UUIDv7 range · 4 unfinished work · 5 plumbing.
 * Breaking: nothing, it is the first.
 */
export class CreateTheMainTables1795132800000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...configuration, ...cache, ...history, ...work, ...plumbing]) {
      await db.query(statement);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of tables) await db.query(`drop table ${table}`);
  }
}

const tables = [
  'idempotency_keys',
  'intake_spool',
  'queue_markers',
  'leases',
  'lanes',
  'work',
  'action_runs',
  'task_runs',
  'event_runs',
  'events',
  'cache_endpoints',
  'cache_entries',
  'audit_log',
  'tokens',
  'task_versions',
  'tasks',
  'webhooks',
  'workspaces',
  'config_epoch',
];

/** Every write to these tables raises the epoch and notes it in `changed_epoch`: readers fetch only what is newer. */
const configuration = [
  `create table config_epoch (
    singleton boolean primary key default true check (singleton),
    epoch bigint not null
  )`,
  `insert into config_epoch (epoch) values (1)`,
  `create table workspaces (
    id uuid primary key,
    slug text not null,
    name text not null,
    settings jsonb not null default '{}',
    changed_epoch bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create unique index workspaces_slug on workspaces (slug) where deleted_at is null`,
  `create index workspaces_changed on workspaces (changed_epoch)`,
  `create table webhooks (
    id uuid primary key,
    workspace_id uuid not null references workspaces,
    name text not null,
    topic text not null,
    enabled boolean not null default true,
    data_mode text not null default 'auto',
    provider text,
    verification jsonb,
    allowed_origins jsonb,
    rate_limit jsonb,
    dedupe jsonb,
    max_body_bytes integer,
    last_received_at timestamptz,
    changed_epoch bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create index webhooks_workspace on webhooks (workspace_id, created_at)`,
  `create index webhooks_changed on webhooks (changed_epoch)`,
  `create table tasks (
    id uuid primary key,
    workspace_id uuid not null references workspaces,
    name text not null,
    path text not null,
    enabled boolean not null default true,
    version integer not null,
    hash text not null,
    changed_epoch bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create unique index tasks_path on tasks (workspace_id, path) where deleted_at is null`,
  `create index tasks_changed on tasks (changed_epoch)`,
  `create table task_versions (
    task_id uuid not null references tasks,
    version integer not null,
    workspace_id uuid not null,
    hash text not null,
    definition text not null,
    subscriptions text[] not null,
    author text not null,
    message text,
    created_at timestamptz not null default now(),
    primary key (task_id, version)
  )`,
  `create index task_versions_hash on task_versions (workspace_id, hash)`,
  `create table tokens (
    id uuid primary key,
    workspace_id uuid references workspaces,
    owner text not null,
    label text,
    prefix text not null,
    hash text not null,
    scopes text[] not null default '{}',
    read_only boolean not null default false,
    expires_at timestamptz,
    last_used_at timestamptz,
    changed_epoch bigint not null,
    created_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create unique index tokens_hash on tokens (hash)`,
  `create index tokens_workspace on tokens (workspace_id, created_at)`,
  `create index tokens_changed on tokens (changed_epoch)`,
  `create table audit_log (
    id uuid primary key,
    workspace_id uuid,
    actor text not null,
    address text,
    action text not null,
    resource text not null,
    resource_id text,
    changes text,
    created_at timestamptz not null default now()
  )`,
  `create index audit_log_workspace on audit_log (workspace_id, id)`,
];

const cache = [
  `create table cache_entries (
    workspace_id uuid not null references workspaces,
    key text collate "C" not null,
    value text not null,
    ttl_seconds integer not null,
    expires_at timestamptz not null,
    updated_at timestamptz not null default now(),
    primary key (workspace_id, key)
  )`,
  `create index cache_entries_expiry on cache_entries (expires_at)`,
  `create table cache_endpoints (
    id uuid primary key,
    workspace_id uuid not null references workspaces,
    name text not null,
    key text not null,
    enabled boolean not null default true,
    changed_epoch bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create index cache_endpoints_workspace on cache_endpoints (workspace_id, created_at)`,
  `create index cache_endpoints_changed on cache_endpoints (changed_epoch)`,
];

/** Payloads (data, request, options, results …) are exact JSON text, never jsonb: SQL does not look inside. */
const history = [
  `create table events (
    id uuid primary key,
    workspace_id uuid not null,
    topic text not null,
    data text not null,
    source text not null,
    webhook_id uuid,
    provider text,
    provider_event text,
    verification text,
    request_id uuid,
    request text,
    parent_id uuid,
    replay_of uuid,
    task_ids uuid[],
    created_at timestamptz not null
  ) partition by range (id)`,
  `create index events_workspace on events (workspace_id, id)`,
  `create index events_topic on events (workspace_id, topic, id)`,
  `create index events_request on events (request_id) where request_id is not null`,
  `create index events_parent on events (parent_id) where parent_id is not null`,
  `create index events_webhook on events (webhook_id, id) where webhook_id is not null`,
  `create table event_runs (
    id uuid primary key,
    workspace_id uuid not null,
    state text not null,
    run_at timestamptz not null,
    attempts integer not null default 0,
    round integer not null default 0,
    pending integer not null default 0,
    failed integer not null default 0,
    filtered_by text,
    error text,
    started_at timestamptz,
    stopped_at timestamptz
  ) partition by range (id)`,
  `create index event_runs_failed on event_runs (workspace_id, id) where failed > 0 or state = 'failed'`,
  `create table task_runs (
    id uuid primary key,
    workspace_id uuid not null,
    event_id uuid not null,
    task_id uuid not null,
    task_path text not null,
    task_version integer,
    task_hash text,
    subscription text not null,
    priority smallint not null default 1,
    state text not null,
    run_at timestamptz not null,
    attempts integer not null default 0,
    round integer not null default 0,
    started_at timestamptz,
    stopped_at timestamptz,
    error text,
    result text,
    result_meta text,
    logs text,
    created_at timestamptz not null
  ) partition by range (id)`,
  `create index task_runs_workspace on task_runs (workspace_id, id)`,
  `create index task_runs_event on task_runs (event_id)`,
  `create index task_runs_task on task_runs (task_id, id)`,
  `create index task_runs_failed on task_runs (workspace_id, id) where state = 'failed'`,
  `create table action_runs (
    id uuid primary key,
    workspace_id uuid not null,
    event_id uuid not null,
    task_run_id uuid not null,
    task_id uuid not null,
    index integer not null,
    type text not null,
    options text not null,
    meta text,
    perform_event boolean not null default true,
    state text not null,
    run_at timestamptz not null,
    attempts integer not null default 0,
    round integer not null default 0,
    started_at timestamptz,
    stopped_at timestamptz,
    error text,
    result text,
    result_meta text,
    created_at timestamptz not null
  ) partition by range (id)`,
  `create index action_runs_workspace on action_runs (workspace_id, id)`,
  `create index action_runs_task_run on action_runs (task_run_id, index)`,
  `create index action_runs_event on action_runs (event_id)`,
  `create index action_runs_failed on action_runs (workspace_id, id) where state = 'failed'`,
];

/** One row a run that is not final; its state is the run's state. Claims, leases and the reconciler read only this. */
const work = [
  `create table work (
    kind text not null check (kind in ('event', 'task', 'action', 'delivery')),
    id uuid not null,
    workspace_id uuid not null,
    event_id uuid not null,
    task_run_id uuid,
    task_id uuid,
    state text not null check (state in ('unscheduled', 'scheduled', 'due', 'started')),
    run_at timestamptz not null,
    due_at timestamptz,
    priority smallint not null default 1,
    lane text,
    index integer not null default 0,
    attempt integer not null default 0,
    round integer not null default 0,
    started_at timestamptz,
    lease_until timestamptz,
    holder text,
    primary key (kind, id)
  ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000)`,
  `create index work_scheduled on work (run_at) where state = 'scheduled'`,
  `create index work_due on work (kind, due_at) where state = 'due'`,
  `create index work_started on work (lease_until) where state = 'started'`,
  `create index work_event on work (event_id)`,
  `create index work_task_run on work (task_run_id, index) where task_run_id is not null`,
  `create index work_workspace on work (workspace_id, kind)`,
  `create table lanes (
    workspace_id uuid not null,
    key text not null,
    capacity integer not null,
    running integer not null default 0,
    primary key (workspace_id, key)
  )`,
];

const plumbing = [
  `create table leases (
    name text primary key,
    holder text not null,
    until timestamptz not null
  )`,
  `create table queue_markers (
    queue text primary key,
    passed_at timestamptz not null
  )`,
  `create table intake_spool (
    id uuid primary key,
    message text not null,
    created_at timestamptz not null default now()
  )`,
  `create table idempotency_keys (
    owner text not null,
    key text not null,
    fingerprint text not null,
    status integer,
    body text,
    created_at timestamptz not null default now(),
    primary key (owner, key)
  )`,
  `create index idempotency_keys_age on idempotency_keys (created_at)`,
];

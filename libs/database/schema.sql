CREATE TABLE action_runs (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  event_id uuid NOT NULL,
  task_run_id uuid NOT NULL,
  task_id uuid NOT NULL,
  index integer NOT NULL,
  type text NOT NULL,
  options text NOT NULL,
  meta text,
  perform_event boolean DEFAULT true NOT NULL,
  state text NOT NULL,
  run_at timestamp with time zone NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  round integer DEFAULT 0 NOT NULL,
  started_at timestamp with time zone,
  stopped_at timestamp with time zone,
  error text,
  result text,
  result_meta text,
  created_at timestamp with time zone NOT NULL,
  progress text,
  CONSTRAINT action_runs_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX action_runs_ended_badly ON action_runs USING btree (workspace_id, state, id) WHERE (state = ANY (ARRAY['failed'::text, 'cancelled'::text]));
CREATE INDEX action_runs_event ON action_runs USING btree (event_id);
CREATE INDEX action_runs_task_run ON action_runs USING btree (task_run_id, index);
CREATE INDEX action_runs_workspace ON action_runs USING btree (workspace_id, id);

CREATE TABLE attempts (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  number integer NOT NULL,
  is_manual boolean DEFAULT false NOT NULL,
  is_test boolean DEFAULT false NOT NULL,
  url text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  duration_ms integer,
  status_code integer,
  request_headers jsonb,
  response_headers jsonb,
  response_body text,
  is_truncated boolean DEFAULT false NOT NULL,
  remote_address text,
  error_code text,
  error_message text,
  CONSTRAINT attempts_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX attempts_delivery ON attempts USING btree (delivery_id, number);
CREATE INDEX attempts_endpoint ON attempts USING btree (endpoint_id, started_at, id);

CREATE TABLE audit_log (
  id uuid NOT NULL,
  workspace_id uuid,
  actor text NOT NULL,
  address text,
  action text NOT NULL,
  resource text NOT NULL,
  resource_id text,
  changes text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT audit_log_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_log_workspace ON audit_log USING btree (workspace_id, id);

CREATE TABLE bulk_jobs (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  action text NOT NULL,
  filter text NOT NULL,
  state text NOT NULL,
  kind text NOT NULL,
  cursor uuid,
  seen bigint DEFAULT 0 NOT NULL,
  matched bigint DEFAULT 0 NOT NULL,
  done bigint DEFAULT 0 NOT NULL,
  skipped bigint DEFAULT 0 NOT NULL,
  error text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT bulk_jobs_pkey PRIMARY KEY (id),
  CONSTRAINT bulk_jobs_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX bulk_jobs_open ON bulk_jobs USING btree (id) WHERE (state = 'running'::text);
CREATE INDEX bulk_jobs_workspace ON bulk_jobs USING btree (workspace_id, id);

CREATE TABLE cache_endpoints (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  key text NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT cache_endpoints_pkey PRIMARY KEY (id),
  CONSTRAINT cache_endpoints_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX cache_endpoints_changed ON cache_endpoints USING btree (changed_epoch);
CREATE INDEX cache_endpoints_workspace ON cache_endpoints USING btree (workspace_id, created_at);

CREATE TABLE cache_entries (
  workspace_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  ttl_seconds integer NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT cache_entries_pkey PRIMARY KEY (workspace_id, key),
  CONSTRAINT cache_entries_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX cache_entries_expiry ON cache_entries USING btree (expires_at);

CREATE TABLE call_keys (
  workspace_id uuid NOT NULL,
  owner text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  run_id uuid NOT NULL,
  job_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  answer text,
  CONSTRAINT call_keys_pkey PRIMARY KEY (workspace_id, owner, key)
);
CREATE INDEX call_keys_age ON call_keys USING btree (created_at);

CREATE TABLE config_epoch (
  singleton boolean DEFAULT true NOT NULL,
  epoch bigint NOT NULL,
  CONSTRAINT config_epoch_pkey PRIMARY KEY (singleton),
  CONSTRAINT config_epoch_singleton_check CHECK (singleton)
);

CREATE TABLE connection_renewals (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  sealed text NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT connection_renewals_id_fkey FOREIGN KEY (id) REFERENCES connections(id),
  CONSTRAINT connection_renewals_pkey PRIMARY KEY (id)
);

CREATE TABLE connections (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  settings jsonb NOT NULL,
  secret_fields text[] NOT NULL,
  sealed text,
  revision integer DEFAULT 1 NOT NULL,
  inbound_id uuid NOT NULL,
  inbound_token_hash text NOT NULL,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT connections_pkey PRIMARY KEY (id),
  CONSTRAINT connections_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX connections_changed ON connections USING btree (changed_epoch);
CREATE UNIQUE INDEX connections_inbound ON connections USING btree (inbound_id);
CREATE UNIQUE INDEX connections_name ON connections USING btree (workspace_id, name) WHERE (deleted_at IS NULL);
CREATE INDEX connections_workspace ON connections USING btree (workspace_id, id);

CREATE TABLE dedupe_keys (
  webhook_id uuid NOT NULL,
  key bytea NOT NULL,
  event_id uuid NOT NULL,
  taken_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT dedupe_keys_pkey PRIMARY KEY (webhook_id, key)
);
CREATE INDEX dedupe_keys_expiry ON dedupe_keys USING btree (expires_at);

CREATE TABLE deliveries (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id uuid,
  event_ids uuid[],
  topic text,
  topics text[],
  format text NOT NULL,
  body text,
  is_text boolean DEFAULT false NOT NULL,
  size_bytes integer DEFAULT 0 NOT NULL,
  ordering_key text,
  is_test boolean DEFAULT false NOT NULL,
  state text DEFAULT 'open'::text NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  last_status_code integer,
  error_code text,
  error_message text,
  created_at timestamp with time zone NOT NULL,
  started_at timestamp with time zone,
  stopped_at timestamp with time zone,
  CONSTRAINT deliveries_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX deliveries_ended_badly ON deliveries USING btree (workspace_id, id) WHERE (state = ANY (ARRAY['failed'::text, 'cancelled'::text]));
CREATE INDEX deliveries_endpoint ON deliveries USING btree (endpoint_id, id);
CREATE INDEX deliveries_event ON deliveries USING btree (event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX deliveries_events ON deliveries USING gin (event_ids) WHERE (event_ids IS NOT NULL);
CREATE INDEX deliveries_failed ON deliveries USING btree (endpoint_id, id) WHERE (state = 'failed'::text);
CREATE INDEX deliveries_tests ON deliveries USING btree (workspace_id, id) WHERE is_test;
CREATE INDEX deliveries_workspace ON deliveries USING btree (workspace_id, id);

CREATE TABLE delivery_queue (
  delivery_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  state text NOT NULL,
  run_at timestamp with time zone NOT NULL,
  lane text,
  lane_until text,
  "position" uuid NOT NULL,
  is_head boolean DEFAULT true NOT NULL,
  is_manual boolean DEFAULT false NOT NULL,
  attempt integer DEFAULT 0 NOT NULL,
  step integer DEFAULT 0 NOT NULL,
  holder text,
  lease_until timestamp with time zone,
  CONSTRAINT delivery_queue_pkey PRIMARY KEY (delivery_id)
);
CREATE INDEX delivery_queue_endpoint ON delivery_queue USING btree (endpoint_id, delivery_id);
CREATE INDEX delivery_queue_heads ON delivery_queue USING btree (endpoint_id, lane) WHERE (is_head AND (lane IS NOT NULL));
CREATE INDEX delivery_queue_lane ON delivery_queue USING btree (endpoint_id, lane, "position") WHERE (lane IS NOT NULL);
CREATE INDEX delivery_queue_lease ON delivery_queue USING btree (lease_until) WHERE (state = 'started'::text);
CREATE INDEX delivery_queue_manual ON delivery_queue USING btree (endpoint_id, run_at) WHERE ((state = 'waiting'::text) AND is_manual);
CREATE INDEX delivery_queue_next ON delivery_queue USING btree (endpoint_id, run_at, delivery_id) WHERE ((state = 'waiting'::text) AND is_head);
CREATE INDEX delivery_queue_started ON delivery_queue USING btree (endpoint_id) WHERE (state = 'started'::text);
CREATE INDEX delivery_queue_workspace ON delivery_queue USING btree (workspace_id, delivery_id);

CREATE TABLE email_addresses (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT email_addresses_pkey PRIMARY KEY (id),
  CONSTRAINT email_addresses_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX email_addresses_workspace ON email_addresses USING btree (workspace_id, created_at, id);

CREATE TABLE email_templates (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  body text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT email_templates_pkey PRIMARY KEY (id),
  CONSTRAINT email_templates_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE UNIQUE INDEX email_templates_name ON email_templates USING btree (workspace_id, name);

CREATE TABLE endpoint_health (
  endpoint_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  consecutive_failures integer DEFAULT 0 NOT NULL,
  failing_since timestamp with time zone,
  failed_attempts integer DEFAULT 0 NOT NULL,
  last_success_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  last_notice_at timestamp with time zone,
  is_warned boolean DEFAULT false NOT NULL,
  paused_until timestamp with time zone,
  circuit text DEFAULT 'closed'::text NOT NULL,
  circuit_opened_at timestamp with time zone,
  next_probe_at timestamp with time zone,
  probe_delay_s integer,
  starts jsonb DEFAULT '[]'::jsonb NOT NULL,
  origin_granted_at timestamp with time zone,
  origin_rate integer,
  origin_attempts integer DEFAULT 0 NOT NULL,
  origin_next_at timestamp with time zone,
  CONSTRAINT endpoint_health_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoints(id),
  CONSTRAINT endpoint_health_pkey PRIMARY KEY (endpoint_id)
);

CREATE TABLE endpoint_items (
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  queued_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT endpoint_items_pkey PRIMARY KEY (endpoint_id, event_id)
);
CREATE INDEX endpoint_items_queued ON endpoint_items USING btree (endpoint_id, queued_at);

CREATE TABLE endpoint_keys (
  id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  sealed text NOT NULL,
  public_key text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  valid_until timestamp with time zone,
  CONSTRAINT endpoint_keys_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoints(id),
  CONSTRAINT endpoint_keys_pkey PRIMARY KEY (id)
);
CREATE INDEX endpoint_keys_endpoint ON endpoint_keys USING btree (endpoint_id, id);

CREATE TABLE endpoints (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  url text NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  disabled_reason text,
  disabled_at timestamp with time zone,
  topics text[] NOT NULL,
  format text DEFAULT 'standard'::text NOT NULL,
  mode text DEFAULT 'immediate'::text NOT NULL,
  ordering text DEFAULT 'none'::text NOT NULL,
  settings jsonb NOT NULL,
  sealed text,
  changed_epoch bigint NOT NULL,
  edited_at timestamp with time zone,
  portal_generation integer DEFAULT 0 NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  created_by text,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_by text,
  deleted_at timestamp with time zone,
  CONSTRAINT endpoints_pkey PRIMARY KEY (id),
  CONSTRAINT endpoints_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX endpoints_changed ON endpoints USING btree (changed_epoch);
CREATE INDEX endpoints_workspace ON endpoints USING btree (workspace_id, id);

CREATE TABLE event_filters (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  template text NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT event_filters_pkey PRIMARY KEY (id),
  CONSTRAINT event_filters_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX event_filters_changed ON event_filters USING btree (changed_epoch);
CREATE INDEX event_filters_workspace ON event_filters USING btree (workspace_id, id);

CREATE TABLE event_runs (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  state text NOT NULL,
  run_at timestamp with time zone NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  round integer DEFAULT 0 NOT NULL,
  pending integer DEFAULT 0 NOT NULL,
  failed integer DEFAULT 0 NOT NULL,
  filtered_by text,
  error text,
  started_at timestamp with time zone,
  stopped_at timestamp with time zone,
  watchers text[],
  CONSTRAINT event_runs_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX event_runs_failed ON event_runs USING btree (workspace_id, id) WHERE ((failed > 0) OR (state = 'failed'::text));

CREATE TABLE events (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  topic text NOT NULL,
  data text NOT NULL,
  source text NOT NULL,
  webhook_id uuid,
  provider text,
  provider_event text,
  verification text,
  request_id uuid,
  request text,
  parent_id uuid,
  replay_of uuid,
  task_ids uuid[],
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX events_parent ON events USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX events_request ON events USING btree (request_id) WHERE (request_id IS NOT NULL);
CREATE INDEX events_source ON events USING btree (workspace_id, source, id) WHERE (source <> 'webhook'::text);
CREATE INDEX events_topic ON events USING btree (workspace_id, topic, id);
CREATE INDEX events_webhook ON events USING btree (webhook_id, id) WHERE (webhook_id IS NOT NULL);
CREATE INDEX events_workspace ON events USING btree (workspace_id, id);

CREATE TABLE globals (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT globals_pkey PRIMARY KEY (id),
  CONSTRAINT globals_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE UNIQUE INDEX globals_key ON globals USING btree (workspace_id, key);

CREATE TABLE history_weeks (
  monday date NOT NULL,
  unfinished_at timestamp with time zone NOT NULL,
  is_open boolean DEFAULT false NOT NULL,
  CONSTRAINT history_weeks_pkey PRIMARY KEY (monday)
);

CREATE TABLE http_routes (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  pattern text NOT NULL,
  task_id uuid NOT NULL,
  mode text DEFAULT 'sync'::text NOT NULL,
  auth jsonb NOT NULL,
  sealed text,
  allowed_origins jsonb NOT NULL,
  request_mode boolean,
  enabled boolean DEFAULT true NOT NULL,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT http_routes_pkey PRIMARY KEY (id),
  CONSTRAINT http_routes_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id),
  CONSTRAINT http_routes_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX http_routes_changed ON http_routes USING btree (changed_epoch);
CREATE UNIQUE INDEX http_routes_pattern ON http_routes USING btree (workspace_id, method, pattern) WHERE (deleted_at IS NULL);
CREATE INDEX http_routes_workspace ON http_routes USING btree (workspace_id, id);

CREATE TABLE idempotency_keys (
  owner text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status integer,
  body text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys USING btree (created_at);

CREATE TABLE intake_spool (
  id uuid NOT NULL,
  message text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT intake_spool_pkey PRIMARY KEY (id)
);

CREATE TABLE job_ids (
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT job_ids_pkey PRIMARY KEY (id)
);
CREATE INDEX job_ids_run ON job_ids USING btree (run_id);

CREATE TABLE kept_mails (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  action_run_id uuid NOT NULL,
  message_id text NOT NULL,
  mail_from text NOT NULL,
  mail_to text[] NOT NULL,
  subject text NOT NULL,
  raw bytea NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT kept_mails_pkey PRIMARY KEY (id),
  CONSTRAINT kept_mails_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE UNIQUE INDEX kept_mails_action_run ON kept_mails USING btree (action_run_id);
CREATE INDEX kept_mails_workspace ON kept_mails USING btree (workspace_id, id);

CREATE TABLE leases (
  name text NOT NULL,
  holder text NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT leases_pkey PRIMARY KEY (name)
);

CREATE TABLE queue_markers (
  queue text NOT NULL,
  passed_at timestamp with time zone NOT NULL,
  CONSTRAINT queue_markers_pkey PRIMARY KEY (queue)
);

CREATE TABLE rate_takers (
  id uuid NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT rate_takers_pkey PRIMARY KEY (id)
);

CREATE TABLE rate_windows (
  id uuid NOT NULL,
  starts bigint[] DEFAULT '{}'::bigint[] NOT NULL,
  counts integer[] DEFAULT '{}'::integer[] NOT NULL,
  CONSTRAINT rate_windows_pkey PRIMARY KEY (id)
);

CREATE TABLE recoveries (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  recovers_failed boolean NOT NULL,
  recovers_missing boolean NOT NULL,
  topics text[],
  cursor uuid NOT NULL,
  until_id uuid NOT NULL,
  state text DEFAULT 'running'::text NOT NULL,
  failed bigint DEFAULT 0 NOT NULL,
  missing bigint DEFAULT 0 NOT NULL,
  error text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT recoveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES endpoints(id),
  CONSTRAINT recoveries_pkey PRIMARY KEY (id)
);
CREATE INDEX recoveries_open ON recoveries USING btree (id) WHERE (state = 'running'::text);

CREATE TABLE scheduler_ticks (
  workspace_id uuid NOT NULL,
  line text NOT NULL,
  timezone text NOT NULL,
  passed_at timestamp with time zone NOT NULL,
  CONSTRAINT scheduler_ticks_pkey PRIMARY KEY (workspace_id, line),
  CONSTRAINT scheduler_ticks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);

CREATE TABLE secrets (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  sealed text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT secrets_pkey PRIMARY KEY (id),
  CONSTRAINT secrets_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE UNIQUE INDEX secrets_key ON secrets USING btree (workspace_id, key);

CREATE TABLE stored_file_pieces (
  file_id uuid NOT NULL,
  "position" integer NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT stored_file_pieces_pkey PRIMARY KEY (file_id, "position")
);

CREATE TABLE stored_files (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  action_run_id uuid NOT NULL,
  round integer NOT NULL,
  name text NOT NULL,
  mime_type text NOT NULL,
  size_bytes integer NOT NULL,
  token text COLLATE "C" NOT NULL,
  kept_in text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  stored_at timestamp with time zone,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT stored_files_pkey PRIMARY KEY (id),
  CONSTRAINT stored_files_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX stored_files_expiry ON stored_files USING btree (expires_at);
CREATE UNIQUE INDEX stored_files_run ON stored_files USING btree (action_run_id, round, name) WHERE (stored_at IS NOT NULL);
CREATE UNIQUE INDEX stored_files_token ON stored_files USING btree (token);
CREATE INDEX stored_files_unfinished ON stored_files USING btree (created_at) WHERE (stored_at IS NULL);

CREATE TABLE task_runs (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  event_id uuid NOT NULL,
  task_id uuid NOT NULL,
  task_path text NOT NULL,
  task_version integer,
  task_hash text,
  subscription text NOT NULL,
  priority smallint DEFAULT 1 NOT NULL,
  state text NOT NULL,
  run_at timestamp with time zone NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  round integer DEFAULT 0 NOT NULL,
  started_at timestamp with time zone,
  stopped_at timestamp with time zone,
  error text,
  result text,
  result_meta text,
  logs text,
  created_at timestamp with time zone NOT NULL,
  job_id uuid,
  caller text,
  caller_token_id uuid,
  caller_label text,
  tag text,
  labels text[],
  parent_job uuid,
  root_job uuid,
  pinned_version integer,
  is_hidden boolean DEFAULT false NOT NULL,
  is_preprocessed boolean DEFAULT false NOT NULL,
  worker text,
  resolved_at timestamp with time zone,
  resolved_by text,
  resolution_note text,
  erased_at timestamp with time zone,
  CONSTRAINT task_runs_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX task_runs_ended_badly ON task_runs USING btree (workspace_id, state, id) WHERE (state = ANY (ARRAY['failed'::text, 'cancelled'::text]));
CREATE INDEX task_runs_event ON task_runs USING btree (event_id);
CREATE INDEX task_runs_parent_job ON task_runs USING btree (parent_job) WHERE (parent_job IS NOT NULL);
CREATE INDEX task_runs_task ON task_runs USING btree (task_id, id);
CREATE INDEX task_runs_workspace ON task_runs USING btree (workspace_id, id);

CREATE TABLE task_versions (
  task_id uuid NOT NULL,
  version integer NOT NULL,
  workspace_id uuid NOT NULL,
  hash text NOT NULL,
  definition text NOT NULL,
  subscriptions text[] NOT NULL,
  author text NOT NULL,
  message text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT task_versions_pkey PRIMARY KEY (task_id, version),
  CONSTRAINT task_versions_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id)
);
CREATE INDEX task_versions_hash ON task_versions USING btree (workspace_id, hash);

CREATE TABLE tasks (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  path text NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  version integer NOT NULL,
  hash text NOT NULL,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  CONSTRAINT tasks_pkey PRIMARY KEY (id),
  CONSTRAINT tasks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX tasks_changed ON tasks USING btree (changed_epoch);
CREATE UNIQUE INDEX tasks_path ON tasks USING btree (workspace_id, path) WHERE (deleted_at IS NULL);

CREATE TABLE tokens (
  id uuid NOT NULL,
  workspace_id uuid,
  owner text NOT NULL,
  label text,
  prefix text NOT NULL,
  hash text NOT NULL,
  scopes text[] DEFAULT '{}'::text[] NOT NULL,
  read_only boolean DEFAULT false NOT NULL,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  expiring_told_at timestamp with time zone,
  expired_told_at timestamp with time zone,
  CONSTRAINT tokens_pkey PRIMARY KEY (id),
  CONSTRAINT tokens_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX tokens_changed ON tokens USING btree (changed_epoch);
CREATE UNIQUE INDEX tokens_hash ON tokens USING btree (hash);
CREATE UNIQUE INDEX tokens_prefix ON tokens USING btree (owner, prefix) WHERE (deleted_at IS NULL);
CREATE INDEX tokens_to_expire ON tokens USING btree (expires_at) WHERE ((expired_told_at IS NULL) AND (deleted_at IS NULL));
CREATE INDEX tokens_workspace ON tokens USING btree (workspace_id, created_at);

CREATE TABLE watched_bulk_operations (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  event_id uuid NOT NULL,
  task_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connection_name text NOT NULL,
  api_version text NOT NULL,
  operation_id text NOT NULL,
  ask_at timestamp with time zone NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT watched_bulk_operations_pkey PRIMARY KEY (id),
  CONSTRAINT watched_bulk_operations_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX watched_bulk_operations_next ON watched_bulk_operations USING btree (ask_at);
CREATE UNIQUE INDEX watched_bulk_operations_operation ON watched_bulk_operations USING btree (workspace_id, connection_id, operation_id);

CREATE TABLE webhook_counts (
  webhook_id uuid NOT NULL,
  duplicates bigint DEFAULT 0 NOT NULL,
  filtered bigint DEFAULT 0 NOT NULL,
  rate_limited bigint DEFAULT 0 NOT NULL,
  CONSTRAINT webhook_counts_pkey PRIMARY KEY (webhook_id)
);

CREATE TABLE webhook_rejection_counts (
  webhook_id uuid NOT NULL,
  minute_began_at timestamp with time zone NOT NULL,
  minute_refused integer NOT NULL,
  suppressed bigint NOT NULL,
  CONSTRAINT webhook_rejection_counts_pkey PRIMARY KEY (webhook_id)
);

CREATE TABLE webhook_requests (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  request_id uuid NOT NULL,
  received_at timestamp with time zone NOT NULL,
  provider text,
  method text NOT NULL,
  url text NOT NULL,
  ip text NOT NULL,
  headers text NOT NULL,
  body bytea,
  body_bytes integer NOT NULL,
  status smallint NOT NULL,
  reason text,
  handshake text,
  CONSTRAINT webhook_requests_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_requests_refused ON webhook_requests USING btree (webhook_id, id) WHERE (reason IS NOT NULL);
CREATE INDEX webhook_requests_webhook ON webhook_requests USING btree (webhook_id, id);

CREATE TABLE webhook_secrets (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  sealed text NOT NULL,
  origin text DEFAULT 'owner'::text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revealed_at timestamp with time zone,
  provider text,
  ip text,
  CONSTRAINT webhook_secrets_pkey PRIMARY KEY (id),
  CONSTRAINT webhook_secrets_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id),
  CONSTRAINT webhook_secrets_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX webhook_secrets_webhook ON webhook_secrets USING btree (webhook_id);

CREATE TABLE webhooks (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  topic text NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  data_mode text DEFAULT 'auto'::text NOT NULL,
  provider text,
  verification jsonb,
  allowed_origins jsonb,
  rate_limit jsonb,
  dedupe jsonb,
  max_body_bytes integer,
  last_received_at timestamp with time zone,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  filter jsonb,
  captures_until timestamp with time zone,
  response jsonb,
  handshake_opened_at timestamp with time zone DEFAULT now() NOT NULL,
  last_handshake jsonb,
  lease_ends_at timestamp with time zone,
  lease_told_at timestamp with time zone,
  allowed_ips jsonb,
  sealed text,
  CONSTRAINT webhooks_pkey PRIMARY KEY (id),
  CONSTRAINT webhooks_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
);
CREATE INDEX webhooks_changed ON webhooks USING btree (changed_epoch);
CREATE INDEX webhooks_lease_to_end ON webhooks USING btree (lease_ends_at) WHERE ((deleted_at IS NULL) AND (lease_ends_at IS NOT NULL));
CREATE INDEX webhooks_workspace ON webhooks USING btree (workspace_id, created_at);

CREATE TABLE work (
  kind text NOT NULL,
  id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  event_id uuid NOT NULL,
  task_run_id uuid,
  task_id uuid,
  state text NOT NULL,
  run_at timestamp with time zone NOT NULL,
  due_at timestamp with time zone,
  priority smallint DEFAULT 1 NOT NULL,
  lane text,
  index integer DEFAULT 0 NOT NULL,
  attempt integer DEFAULT 0 NOT NULL,
  round integer DEFAULT 0 NOT NULL,
  started_at timestamp with time zone,
  lease_until timestamp with time zone,
  holder text,
  queued_in text,
  watchers text[],
  pinned_version integer,
  CONSTRAINT work_kind_check CHECK ((kind = ANY (ARRAY['event'::text, 'task'::text, 'action'::text, 'delivery'::text]))),
  CONSTRAINT work_pkey PRIMARY KEY (id, kind),
  CONSTRAINT work_state_check CHECK ((state = ANY (ARRAY['unscheduled'::text, 'scheduled'::text, 'due'::text, 'started'::text])))
) WITH (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000, fillfactor=70);
CREATE INDEX work_due ON work USING btree (kind, due_at) WHERE (state = 'due'::text);
CREATE INDEX work_event ON work USING btree (event_id);
CREATE INDEX work_event_due ON work USING btree (workspace_id, id) WHERE ((kind = 'event'::text) AND (state = 'due'::text));
CREATE INDEX work_lane ON work USING btree (lane, event_id) WHERE ((lane IS NOT NULL) AND ((queued_in IS NULL) OR (queued_in <> lane)));
CREATE INDEX work_queue ON work USING btree (queued_in, event_id) WHERE (queued_in IS NOT NULL);
CREATE INDEX work_scheduled ON work USING btree (run_at) WHERE (state = 'scheduled'::text);
CREATE INDEX work_started ON work USING btree (lease_until) WHERE (state = 'started'::text);
CREATE INDEX work_task_run ON work USING btree (task_run_id, index) WHERE (task_run_id IS NOT NULL);
CREATE INDEX work_workspace ON work USING btree (workspace_id, event_id);

CREATE TABLE workspaces (
  id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  settings jsonb DEFAULT '{}'::jsonb NOT NULL,
  changed_epoch bigint NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  deleted_at timestamp with time zone,
  keeps_order boolean DEFAULT false NOT NULL,
  CONSTRAINT workspaces_pkey PRIMARY KEY (id)
);
CREATE INDEX workspaces_changed ON workspaces USING btree (changed_epoch);
CREATE UNIQUE INDEX workspaces_slug ON workspaces USING btree (slug) WHERE (deleted_at IS NULL);

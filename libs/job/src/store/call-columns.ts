import type { ColumnsOf } from '@millwright/database';
import { CALL_SOURCE, CALL_TOPIC, type NewCall } from './new-call.ts';

/** The run of a call as its row is begun; what it comes to is added. */
export const callRunColumns: ColumnsOf<NewCall> = {
  id: ['uuid', (call) => call.runId],
  workspace_id: ['uuid', ({ event }) => event.envelope.workspace_id],
  event_id: ['uuid', ({ event }) => event.envelope.id],
  task_id: ['uuid', (call) => call.taskId],
  task_path: ['text', (call) => call.taskPath],
  subscription: ['text', () => CALL_TOPIC],
  priority: ['smallint', ({ facts }) => facts.priority],
  run_at: ['timestamptz', (call) => call.runAt],
  created_at: ['timestamptz', ({ event }) => event.envelope.created_at],
  job_id: ['uuid', (call) => call.jobId],
  caller: ['text', ({ facts }) => facts.owner],
  caller_token_id: ['uuid', ({ facts }) => facts.token_id],
  caller_label: ['text', ({ facts }) => facts.label],
  tag: ['text', ({ facts }) => facts.tag],
  parent_job: ['uuid', ({ facts }) => facts.parent_job],
  root_job: ['uuid', ({ facts }) => facts.root_job],
  pinned_version: ['integer', (call) => (call.isPinned ? call.taskVersion : null)],
  is_hidden: ['boolean', ({ facts }) => facts.is_hidden],
  is_preprocessed: ['boolean', ({ facts }) => facts.is_preprocessed],
};

/** What else its event and the routing of that say. */
export const callEventColumns: ColumnsOf<NewCall> = {
  request_id: ['uuid', ({ event }) => event.envelope.request_id],
  data: ['payload', ({ event }) => event.data],
  reply_to: ['text', (call) => call.replyTo],
  waits_for_actions: ['boolean', ({ facts }) => facts.waits_for_actions],
};

/** Of calls `v`, which have these columns, the events; those that are there already stay as they are. */
export const insertCallEvents = `
    insert into events (id, workspace_id, topic, source, data, request_id, task_ids, created_at)
    select event_id, workspace_id, subscription, '${CALL_SOURCE}', data, request_id, array[task_id], created_at
    from v on conflict do nothing returning id`;

/**
 * Of those events that were `new`, the routing: it is over before it begins, since exactly one task is meant. `pending`
 * says in SQL how many runs are not over.
 */
export const insertCallEventRuns = (pending: string): string => `
    insert into event_runs (id, workspace_id, state, attempts, pending, run_at, started_at, stopped_at, watchers)
    select v.event_id, v.workspace_id, 'succeeded', 1, ${pending}, v.created_at, v.created_at, v.created_at,
      case when v.waits_for_actions and v.reply_to is not null then array[v.reply_to] end
    from new join v on v.event_id = new.id`;

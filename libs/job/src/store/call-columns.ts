import type { ColumnsOf } from '@millwright/database';
import { CALL_TOPIC, type NewCall } from './new-call.ts';

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

/** The routing of a call's event: it is over before it begins, since exactly one task is meant. */
export const callEventRunColumns: ColumnsOf<NewCall> = {
  id: ['uuid', ({ event }) => event.envelope.id],
  workspace_id: ['uuid', ({ event }) => event.envelope.workspace_id],
  state: ['text', () => 'succeeded'],
  run_at: ['timestamptz', ({ event }) => event.envelope.created_at],
  attempts: ['integer', () => 1],
  started_at: ['timestamptz', ({ event }) => event.envelope.created_at],
  stopped_at: ['timestamptz', ({ event }) => event.envelope.created_at],
  watchers: [
    'text[]',
    ({ facts, replyTo }) => (facts.waits_for_actions && replyTo !== null ? [replyTo] : null),
  ],
};

import { z } from 'zod';
import { callFactsSchema } from './call-facts.ts';
import { eventEnvelopeSchema } from './event-envelope.ts';
import type { MessageContract } from './message.ts';

const uuid = z.string().length(36);
const headSchema = z.object({
  run_id: uuid,
  round: z.number().int(),
  workspace_id: uuid,
  event_id: uuid,
  task_id: uuid,
  task_path: z.string(),
  task_version: z.number().int(),
  /** True: exactly this version runs, also after later saves. False: a runner that knows a newer one takes that. */
  is_pinned: z.boolean(),
  /** True: the rows of event and run are committed. False: this message is the only record of the call. */
  stored: z.boolean(),
  /** Missing when the event is large: the runner reads the row. */
  event: eventEnvelopeSchema.optional(),
  /** The address of the instance that waits for `run.finished`; missing when none does. */
  reply_to: z.string().optional(),
  call: callFactsSchema,
});

export type TaskCalled = z.infer<typeof headSchema>;

/** A task was called. From ingress to a task-runner, with the call and, as its data, the event's data: one hop. */
export const taskCalled: MessageContract<TaskCalled> = {
  type: 'task.called',
  version: 1,
  head: headSchema,
  example: {
    head: {
      run_id: '019a9c1e-7c00-7abc-8000-000000000001',
      round: 0,
      workspace_id: '019a9c1e-0000-7000-8000-000000000001',
      event_id: '019a9c1e-7c00-7000-8000-000000000001',
      task_id: '019a9c1e-0000-7000-8000-000000000002',
      task_path: 'f/sales/new',
      task_version: 3,
      is_pinned: false,
      stored: false,
      event: {
        id: '019a9c1e-7c00-7000-8000-000000000001',
        workspace_id: '019a9c1e-0000-7000-8000-000000000001',
        topic: 'millwright/trigger/call',
        source: 'trigger',
        created_at: '2025-11-19T08:00:00.000Z',
        webhook_id: null,
        provider: null,
        provider_event: null,
        request_id: 'a3d9a1c4-38c8-4bfa-8bb1-4d60a0c5b1de',
        parent_id: null,
        replay_of: null,
        task_ids: ['019a9c1e-0000-7000-8000-000000000002'],
      },
      reply_to: '019a9c1d-0000-7000-8000-000000000003',
      call: {
        owner: 'admin',
        token_id: '019a9c1e-0000-7000-8000-000000000004',
        label: 'webhook-f/sales/new',
        tag: 'default',
        parent_job: null,
        root_job: null,
        is_hidden: false,
        is_preprocessed: false,
        priority: 0,
        lane: null,
        waits_for_actions: false,
      },
    },
    data: '{"amount":1.0}',
  },
};

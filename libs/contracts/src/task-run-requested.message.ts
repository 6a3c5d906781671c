import { z } from 'zod';
import { eventEnvelopeSchema } from './event-envelope.ts';
import type { MessageContract } from './message.ts';

const uuid = z.string().length(36);
const headSchema = z.object({
  run_id: uuid,
  round: z.number().int(),
  workspace_id: uuid,
  event_id: uuid,
  task_id: uuid,
  /** The task's current version when the event was routed; a runner that knows a newer one takes that. 0: not known. */
  task_version: z.number().int(),
  /** The version that its caller asked for, which is rendered whatever was saved since. Missing: none was. */
  pinned_version: z.number().int().optional(),
  /** Missing when the event is large, or its run was waiting: the runner reads the row. */
  event: eventEnvelopeSchema.optional(),
});

export type TaskRunRequested = z.infer<typeof headSchema>;

/** A task run is due. From the event-router (also its scheduler and reconciler) to a task-runner. */
export const taskRunRequested: MessageContract<TaskRunRequested> = {
  type: 'task-run.requested',
  version: 1,
  head: headSchema,
  example: {
    head: {
      run_id: '019a9c1e-7c00-7abc-8000-000000000001',
      round: 0,
      workspace_id: '019a9c1e-0000-7000-8000-000000000001',
      event_id: '019a9c1e-7c00-7000-8000-000000000001',
      task_id: '019a9c1e-0000-7000-8000-000000000002',
      task_version: 3,
    },
  },
};

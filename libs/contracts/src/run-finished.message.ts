import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({
  run_id: z.string().length(36),
  state: z.enum(['succeeded', 'failed', 'cancelled']),
  /** How many action runs of the task run are not final yet. */
  open_actions: z.number().int(),
  /** False: the result is too large for a message, read the row. */
  has_result: z.boolean(),
  /** True: sent when the last action run became final. */
  actions_ended: z.boolean().optional(),
});

export type RunFinished = z.infer<typeof headSchema>;

/**
 * A called task run is final. From a task-runner to the instance that waits for it, with the result's JSON text as its
 * data; it may get lost, the row does not.
 */
export const runFinished: MessageContract<RunFinished> = {
  type: 'run.finished',
  version: 1,
  head: headSchema,
  example: {
    head: {
      run_id: '019a9c1e-7c00-7abc-8000-000000000001',
      state: 'succeeded',
      open_actions: 0,
      has_result: true,
    },
    data: '{"total":1.0}',
  },
};

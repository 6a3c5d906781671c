import { z } from 'zod';
import type { MessageContract } from './message.ts';

const uuid = z.string().length(36);
const headSchema = z.object({ run_id: uuid, round: z.number().int(), workspace_id: uuid });

export type ActionRunRequested = z.infer<typeof headSchema>;

/** An action run is due. From whoever made it so to a task-runner, which reads its row when it claims it. */
export const actionRunRequested: MessageContract<ActionRunRequested> = {
  type: 'action-run.requested',
  version: 1,
  head: headSchema,
  example: {
    head: {
      run_id: '019a9c1e-7c00-7def-8000-000000000001',
      round: 0,
      workspace_id: '019a9c1e-0000-7000-8000-000000000001',
    },
  },
};

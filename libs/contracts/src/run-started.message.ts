import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({ run_id: z.string().length(36) });

export type RunStarted = z.infer<typeof headSchema>;

/** A called task run has started. From a task-runner to the instance that follows it; it carries the id, and may get lost. */
export const runStarted: MessageContract<RunStarted> = {
  type: 'run.started',
  version: 1,
  head: headSchema,
  example: { head: { run_id: '019a9c1e-7c00-7abc-8000-000000000001' } },
};

import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({
  runs: z.array(z.object({ run_id: z.string().length(36), round: z.number().int() })),
});

export type RunsCancelled = z.infer<typeof headSchema>;

/** Task runs were cancelled while they were started: who is rendering one may stop. To everyone; it may get lost. */
export const runsCancelled: MessageContract<RunsCancelled> = {
  type: 'runs.cancelled',
  version: 1,
  head: headSchema,
  example: { head: { runs: [{ run_id: '019aa3f0-5b7e-7c1d-8a55-3f1f0e0f9a10', round: 0 }] } },
};

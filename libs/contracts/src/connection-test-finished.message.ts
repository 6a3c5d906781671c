import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({
  test_id: z.string().length(36),
  ok: z.boolean(),
  /** Why not, as an error code. */
  code: z.string().optional(),
  /** For people, without secrets. */
  message: z.string(),
});

export type ConnectionTestFinished = z.infer<typeof headSchema>;

/** A Connection was tried. From a task-runner to the instance that waits; it may get lost. */
export const connectionTestFinished: MessageContract<ConnectionTestFinished> = {
  type: 'connection-test.finished',
  version: 1,
  head: headSchema,
  example: {
    head: {
      test_id: '019a9c1e-7c00-7abc-8000-000000000006',
      ok: false,
      code: 'connection_rejected',
      message: 'api.example answered 401: give the Connection new credentials',
    },
  },
};

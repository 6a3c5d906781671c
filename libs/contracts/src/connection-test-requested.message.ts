import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({
  test_id: z.string().length(36),
  workspace_id: z.string().length(36),
  /** Its credentials stay in the database: the runner reads them there. */
  connection_id: z.string().length(36),
  /** The address of the instance that waits for `connection-test.finished`. */
  reply_to: z.string(),
});

export type ConnectionTestRequested = z.infer<typeof headSchema>;

/**
 * A Connection is to be tried. From admin-api to a task-runner, so that it is tried from where it is used. Of use only
 * while somebody waits.
 */
export const connectionTestRequested: MessageContract<ConnectionTestRequested> = {
  type: 'connection-test.requested',
  version: 1,
  head: headSchema,
  example: {
    head: {
      test_id: '019a9c1e-7c00-7abc-8000-000000000006',
      workspace_id: '019a9c1d-0000-7000-8000-000000000001',
      connection_id: '019a9c1d-0000-7000-8000-000000000002',
      reply_to: '019a9c1d-0000-7000-8000-000000000003',
    },
  },
};

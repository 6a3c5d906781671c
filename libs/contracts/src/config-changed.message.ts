import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({ epoch: z.number().int() });

export type ConfigChanged = z.infer<typeof headSchema>;

/** Configuration was written: who caches it fetches what is newer than it knows. From admin-api to everyone. */
export const configChanged: MessageContract<ConfigChanged> = {
  type: 'config.changed',
  version: 1,
  head: headSchema,
  example: { head: { epoch: 42 } },
};

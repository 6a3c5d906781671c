import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({
  fetch_id: z.string().length(36),
  /** `untrusted`: what is there is not the provider's, and will not be. `unavailable`: it may be had later. */
  outcome: z.enum(['fetched', 'untrusted', 'unavailable']),
  /** What was fetched; empty where nothing was, or nothing is wanted. */
  text: z.string(),
  /** Why nothing was fetched, as an error code. */
  reason: z.string().optional(),
});

export type ProviderFetchFinished = z.infer<typeof headSchema>;

/** An address of a provider was fetched, or could not be. From a task-runner to the instance that waits; it may get lost. */
export const providerFetchFinished: MessageContract<ProviderFetchFinished> = {
  type: 'provider-fetch.finished',
  version: 1,
  head: headSchema,
  example: {
    head: {
      fetch_id: '019a9c1e-7c00-7abc-8000-000000000006',
      outcome: 'fetched',
      text: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    },
  },
};

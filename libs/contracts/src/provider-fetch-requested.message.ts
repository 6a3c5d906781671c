import { z } from 'zod';
import type { MessageContract } from './message.ts';

const headSchema = z.object({
  fetch_id: z.string().length(36),
  /** Of the provider; what it may be asked for is in the catalogue, not in the message. */
  provider: z.string(),
  /** `key`: what is there is wanted. `confirmation`: a GET of it agrees to a subscription. */
  purpose: z.enum(['key', 'confirmation']),
  url: z.string(),
  /** The address of the instance that waits for `provider-fetch.finished`. */
  reply_to: z.string(),
});

export type ProviderFetchRequested = z.infer<typeof headSchema>;

/** What a provider's address is fetched for. */
export type FetchPurpose = ProviderFetchRequested['purpose'];

/**
 * An address of a provider is to be fetched: the key that a request is signed with, or the confirmation of a
 * subscription. From ingress, which makes no calls to the outside, to a task-runner. Of use only while somebody waits.
 */
export const providerFetchRequested: MessageContract<ProviderFetchRequested> = {
  type: 'provider-fetch.requested',
  version: 1,
  head: headSchema,
  example: {
    head: {
      fetch_id: '019a9c1e-7c00-7abc-8000-000000000006',
      provider: 'aws-sns',
      purpose: 'key',
      url: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem',
      reply_to: '019a9c1d-0000-7000-8000-000000000003',
    },
  },
};

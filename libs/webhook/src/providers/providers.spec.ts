import { describe, expect, it } from '@jest/globals';
import { webhookProviderConformance } from '../testing/provider.conformance.ts';
import { signedVectors, vectorsOf } from '../testing/signed-vector.ts';
import { providers } from './index.ts';

/** Senders whose signed requests we have, and whose files are still to come. */
const unbuilt: readonly string[] = [
  ...['adobe-io', 'adobe-sign', 'adyen', 'api-key', 'basic', 'bearer', 'clerk', 'cloudevents'],
  ...['contentful', 'discord', 'gitlab', 'hubspot', 'mailchimp', 'mailgun', 'mandrill', 'okta'],
  ...['microsoft-graph', 'monday', 'openai', 'sendgrid', 'ship24', 'square', 'standard-webhooks'],
  ...['strava', 'svix', 'telegram', 'telnyx', 'trello', 'twilio', 'websub'],
];

for (const provider of providers) {
  const vectors = vectorsOf(provider.id);
  if (provider.aliasOf === undefined || vectors.length > 0) {
    webhookProviderConformance(provider, vectors);
  }
}

describe('the signed requests that we have', () => {
  it('are of senders that we know', () => {
    const known = new Set([...providers.map(({ id }) => id), ...unbuilt]);

    expect(signedVectors.filter(({ provider }) => !known.has(provider))).toEqual([]);
    expect(providers.filter(({ id }) => unbuilt.includes(id))).toEqual([]);
  });
});

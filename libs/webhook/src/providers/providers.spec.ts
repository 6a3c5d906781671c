import { describe, expect, it } from '@jest/globals';
import { webhookProviderConformance } from '../testing/provider.conformance.ts';
import { signedVectors, vectorsOf } from '../testing/signed-vector.ts';
import { providers } from './index.ts';

for (const provider of providers) {
  const vectors = vectorsOf(provider.id);
  if (provider.aliasOf === undefined || vectors.length > 0) {
    webhookProviderConformance(provider, vectors);
  }
}

describe('the signed requests that we have', () => {
  it('are of senders that we know', () => {
    const known = new Set(providers.map(({ id }) => id));

    expect(signedVectors.filter(({ provider }) => !known.has(provider))).toEqual([]);
  });
});

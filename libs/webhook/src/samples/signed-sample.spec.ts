import { describe, expect, it } from '@jest/globals';
import { providers } from '../providers/index.ts';
import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { secretsOf, senderOf, vectorsOf, type SignedVector } from '../testing/signed-vector.ts';
import { sampleRequestOf } from './sample-request.ts';

const NOW_MS = 1_800_000_000_123;
const URL = 'https://hooks.example/webhooks/1?a=b';

/** Only the sender has the other half of the key. */
const unsigned = ['adobe-io', 'aws-sns', 'discord', 'paypal', 'sendgrid', 'telnyx'];

const idOf = ({ id, aliasOf }: WebhookProvider): string => aliasOf ?? id;

const deliveriesOf = (provider: WebhookProvider): SignedVector[] =>
  vectorsOf(idOf(provider)).filter(
    ({ expect: expected, handshake, secret }) =>
      expected === 'valid' && handshake === undefined && secret !== null,
  );

describe.each(providers.map((provider) => [provider.id, provider] as const))(
  'the sample of %s',
  (id, provider) => {
    const request = sampleRequestOf(provider, URL);

    it(unsigned.includes(id) ? 'is not signed' : 'is taken, signed as the sender would', () => {
      const vectors = deliveriesOf(provider);
      expect(vectors).not.toEqual([]);
      for (const vector of vectors) {
        const newest = secretsOf(vector)[0]!;
        const sender = senderOf(provider, vector);

        const signed = sender.signed(request, NOW_MS);

        const isPublic = newest.startsWith('whpk_');
        expect(signed === undefined).toBe(unsigned.includes(id) || isPublic);
        if (signed === undefined) continue;
        expect(sender.handshakeOf(signed, NOW_MS, true)).toBeUndefined();
        expect(sender.verdictOf(signed, NOW_MS)).toMatchObject({ is: 'accepted' });
        expect(sender.verifiedHandshakeOf(signed, NOW_MS)).toBeUndefined();
      }
    });

    it('is not signed where there is no secret', () => {
      const [vector] = deliveriesOf(provider);

      expect(senderOf(provider, vector!, { secrets: [] }).signed(request, NOW_MS)).toBeUndefined();
    });
  },
);

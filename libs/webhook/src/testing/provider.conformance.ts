import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { handshakeConformance } from './handshake.conformance.ts';
import { isRefused, reasonOf, receive } from './reception.ts';
import { signatureConformance } from './signature.conformance.ts';
import { secretsOf, type SignedVector } from './signed-vector.ts';
import { timeConformance } from './time.conformance.ts';

/** What a sender's file promises, tried on real signed requests, through the very check that ingress makes. */
export function webhookProviderConformance(
  provider: WebhookProvider,
  vectors: readonly SignedVector[],
): void {
  const isValid = ({ expect }: SignedVector): boolean => expect === 'valid';
  const deliveries = vectors.filter((one) => isValid(one) && one.handshake === undefined);

  describe(`the provider ${provider.id} keeps the promises of a provider`, () => {
    it('has an id that can stand in an address, and a delivery to be tried with', () => {
      expect(provider.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(deliveries).not.toEqual([]);
    });

    it.each(vectors.map((vector) => [vector.name, vector] as const))(
      'judges %s as it should be',
      (_name, vector) => {
        const reception = receive(provider, vector);

        if (!isValid(vector)) expect(isRefused(reception)).toBe(true);
        else expect(reception.is).toBe(vector.handshake === undefined ? 'accepted' : 'greeted');
      },
    );

    for (const vector of deliveries) {
      describe(`for ${vector.name}`, () => {
        signatureConformance(provider, vector);
        timeConformance(provider, vector);
      });
    }
    if (provider.toleranceSeconds !== null) {
      it('has requests that are signed with their time', () => {
        const receptions = deliveries.map((vector) => receive(provider, vector));
        const times = receptions.map((one) => (one.is === 'accepted' ? one.signedAtMs : null));

        expect(times.some((time) => time !== null)).toBe(true);
      });
    }
    handshakeConformance(
      provider,
      vectors.filter((one) => isValid(one) && one.handshake !== undefined),
    );

    it('lets nobody in without a secret, nor by an empty one', () => {
      for (const vector of deliveries) {
        expect(reasonOf(receive(provider, vector, { secrets: [] }))).toBe('secret_missing');
        expect(reasonOf(receive(provider, vector, { secrets: [''] }))).toBe('secret_missing');
      }
    });

    it('takes anything unverified where its owner switched checks off, and only there', () => {
      for (const vector of deliveries) {
        expect(receive(provider, vector, { secrets: [], mode: 'off' }).is).toBe('unverified');
      }
    });

    it('throws at no secret', () => {
      for (const { config = {} } of deliveries) {
        const parsed = provider.config.parse(config);
        fc.assert(
          fc.property(fc.string({ unit: 'binary' }), (text) => {
            for (const prefix of ['', 'whsec_', 'whpk_', '-----BEGIN PUBLIC KEY-----\n']) {
              provider.keyOf(prefix + text, parsed);
            }
          }),
          { numRuns: 25 },
        );
      }
    });

    it('makes secrets that it can use, a new one each time', () => {
      for (const { config = {} } of deliveries) {
        const parsed = provider.config.parse(config);
        const made = [provider.newSecret?.(parsed), provider.newSecret?.(parsed)];
        if (made[0] === undefined) continue;
        expect(new Set(made).size).toBe(2);
        expect(provider.keyOf(made[0], parsed)).toBeDefined();
      }
    });

    it('knows the secrets of its own requests', () => {
      for (const vector of deliveries) {
        const parsed = provider.config.parse(vector.config ?? {});
        for (const secret of secretsOf(vector)) {
          expect(provider.keyOf(secret, parsed)).toBeDefined();
        }
      }
    });
  });
}

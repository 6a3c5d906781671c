import { describe, expect, it } from '@jest/globals';
import { newId } from '@millwright/kernel';
import fc from 'fast-check';
import type { SignedRequest, Verdict, WebhookProvider } from '../providers/webhook-provider.ts';
import { Sender, type OpenSecret, type Unverified } from '../verification/sender.ts';

/** A request of a sender, with what is to be thought of it; `secret` null is none, an array several active ones. */
export interface SignedVector {
  name: string;
  secret: string | readonly string[] | null;
  config?: Record<string, unknown>;
  request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body?: string;
    body_base64?: string;
  };
  /** Arrival, in Unix seconds. */
  now: number;
  expect: string;
  source: string;
}

const SECOND_MS = 1_000;

/** What a sender's file promises, tried on real signed requests, through the very check that ingress makes. */
export function webhookProviderConformance(
  provider: WebhookProvider,
  vectors: readonly SignedVector[],
): void {
  const valid = vectors.filter(({ expect }) => expect === 'valid');

  describe(`the provider ${provider.id} keeps the promises of a provider`, () => {
    it('has an id that can stand in an address', () => {
      expect(provider.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(valid.length).toBeGreaterThan(0);
    });

    it.each(vectors.map((vector) => [vector.name, vector] as const))(
      'judges %s as it should be',
      (_name, vector) => {
        expect(check(vector).is).toBe(vector.expect === 'valid' ? 'accepted' : 'refused');
      },
    );

    describe.each(valid.map((vector) => [vector.name, vector] as const))(
      'for %s',
      (_name, vector) => {
        it('refuses a body with any one bit changed, or cut, or longer', () => {
          const body = bodyOf(vector);
          fc.assert(
            fc.property(fc.nat(Math.max(0, body.length * 8 - 1)), (bit) => {
              const changed = Buffer.from(body);
              if (body.length > 0) changed[bit >> 3]! ^= 1 << (bit & 7);
              else return;
              expect(check(vector, { rawBody: changed }).is).toBe('refused');
            }),
          );
          expect(check(vector, { rawBody: Buffer.concat([body, Buffer.from(' ')]) }).is).toBe(
            'refused',
          );
          if (body.length > 0) {
            expect(check(vector, { rawBody: body.subarray(1) }).is).toBe('refused');
          }
        });

        it('refuses it under any other secret', () => {
          const secrets = secretsOf(vector).map(otherThan);

          expect(reasonOf(check({ ...vector, secret: secrets }))).toBe('signature_mismatch');
        });

        it('refuses it without its signature', () => {
          for (const name of signatureHeaders(provider, vector)) {
            const headers = headersOf(vector);
            delete headers[name];
            expect(reasonOf(check(vector, { headers }))).toBe('signature_missing');
            expect(reasonOf(check(vector, { headers: { ...headers, [name]: [' '] } }))).toBe(
              'signature_missing',
            );
          }
        });

        it('refuses any other signature, and throws at none', () => {
          fc.assert(
            fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isBehind) => {
              const headers = headersOf(vector);
              for (const name of signatureHeaders(provider, vector)) {
                const [good = ''] = headers[name] ?? [];
                headers[name] = [isBehind ? good.slice(0, -4) + text : text];
                fc.pre(headers[name][0]!.trim().toLowerCase() !== good.toLowerCase());
              }
              expect(check(vector, { headers }).is).toBe('refused');
            }),
          );
        });

        it('accepts each secret of a rotation, whichever comes first', () => {
          const [good = ''] = secretsOf(vector).slice(-1);
          const other = otherThan(good);

          expect(check({ ...vector, secret: [good, other] }).is).toBe('accepted');
          expect(check({ ...vector, secret: [other, good] }).is).toBe('accepted');
        });

        it('accepts one good signature among bad ones, whichever comes first', () => {
          for (const name of signatureHeaders(provider, vector)) {
            const headers = headersOf(vector);
            const [good = ''] = headers[name]!;
            const bad = good.replace(/[0-9a-zA-Z]/g, 'a');
            for (const values of [
              [good, bad],
              [bad, ` ${good} `],
            ]) {
              expect(check(vector, { headers: { ...headers, [name]: values } }).is).toBe(
                'accepted',
              );
            }
          }
        });

        it('is refused once its secret has expired, and says so', () => {
          const atMs = vector.now * SECOND_MS;
          const expired = { ...vector, expiresAtMs: atMs };

          expect(reasonOf(check(expired))).toBe('secret_missing');
          expect(check({ ...vector, expiresAtMs: atMs + 1 }).is).toBe('accepted');
        });
      },
    );

    const timed = valid.filter((vector) => signsTime(vector));
    if (provider.toleranceSeconds !== null) {
      it('has requests that are signed with their time', () => {
        expect(timed).not.toEqual([]);
      });
    }
    for (const vector of timed) {
      it(`takes the time of ${vector.name} as far off as it says, both ways, and refuses a second more`, () => {
        const signedAtMs = acceptedAt(check(vector))!;
        for (const way of [-1, 1]) {
          const edge = signedAtMs + way * toleranceOf(provider, vector) * SECOND_MS;
          expect(check(vector, {}, edge).is).toBe('accepted');
          expect(reasonOf(check(vector, {}, edge + way * SECOND_MS))).toBe(
            'timestamp_out_of_range',
          );
        }
      });
    }

    it('lets nobody in without a secret, nor by one that cannot be its key', () => {
      for (const vector of valid) {
        expect(reasonOf(check({ ...vector, secret: [] }))).toBe('secret_missing');
        expect(reasonOf(check({ ...vector, secret: [''] }))).toBe('secret_missing');
      }
    });

    it('makes secrets that it can use, a new one each time', () => {
      for (const { config = {} } of valid) {
        const parsed = provider.config.parse(config);
        const made = [provider.newSecret?.(parsed), provider.newSecret?.(parsed)];
        if (made[0] === undefined) continue;
        expect(new Set(made).size).toBe(2);
        expect(provider.keyOf(made[0], parsed)).toBeDefined();
      }
    });
  });

  function signsTime(vector: SignedVector): boolean {
    return acceptedAt(check(vector)) !== null && toleranceOf(provider, vector) > 0;
  }

  function check(
    vector: SignedVector & { expiresAtMs?: number },
    changes: Partial<SignedRequest> = {},
    nowMs: number = vector.now * SECOND_MS,
  ): Verdict | Unverified {
    const { config = {}, expiresAtMs = Infinity } = vector;
    const settings = {
      mode: 'required',
      public_url: null,
      tolerance_seconds: null,
      config,
    } as const;
    const secrets = secretsOf(vector).map((value): OpenSecret => ({
      id: newId(),
      value,
      expiresAtMs,
    }));
    const { method, url } = vector.request;
    const request = { method, url, headers: headersOf(vector), rawBody: bodyOf(vector) };
    return new Sender(provider, settings, secrets).verdictOf({ ...request, ...changes }, nowMs);
  }
}

const secretsOf = ({ secret }: SignedVector): readonly string[] =>
  secret === null ? [] : typeof secret === 'string' ? [secret] : secret;

/** Another one that is written in the same way: in hex or base64 where the first one is. */
const otherThan = (secret: string): string =>
  (secret.startsWith('a') ? 'b' : 'a') + secret.slice(1);

const bodyOf = ({ request }: SignedVector): Buffer =>
  request.body_base64 === undefined
    ? Buffer.from(request.body ?? '')
    : Buffer.from(request.body_base64, 'base64');

const headersOf = ({ request }: SignedVector): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), [value]]),
  );

const signatureHeaders = (provider: WebhookProvider, { config = {} }: SignedVector) =>
  provider.signatureHeadersOf(provider.config.parse(config));

const reasonOf = (verdict: Verdict | Unverified): string =>
  verdict.is === 'refused' ? verdict.reason : verdict.is;

const acceptedAt = (verdict: Verdict | Unverified): number | null =>
  verdict.is === 'accepted' ? verdict.signedAtMs : null;

const toleranceOf = (provider: WebhookProvider, { config = {} }: SignedVector): number =>
  (config['tolerance_seconds'] as number | undefined) ?? provider.toleranceSeconds ?? 0;

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { isRefused, reasonOf, receive, type Reception } from './reception.ts';
import { requestOf, secretsOf, type SignedVector, type Trial } from './signed-vector.ts';

/** The most that Node reads as headers. */
const HUGE = 16_384;
const SECOND_MS = 1_000;
const RUNS = { numRuns: 40 };

/** What must become of a good delivery as soon as it is not quite that. */
export function signatureConformance(provider: WebhookProvider, vector: SignedVector): void {
  const { headers, rawBody } = requestOf(vector);
  const config = provider.config.parse(vector.config ?? {});
  const signatureNames = provider
    .signatureHeadersOf(config)
    .filter((name) => headers[name] !== undefined);

  const tried = (trial: Trial = {}): Reception => receive(provider, vector, trial);
  const withHeaders = (changes: Record<string, string[] | undefined>): Reception => {
    const kept = Object.entries({ ...headers, ...changes }).filter(([, value]) => value);
    return tried({ request: { headers: Object.fromEntries(kept) as Record<string, string[]> } });
  };
  // Of several signatures in one header, all.
  const withSignatures = (change: (good: string) => string): Reception =>
    withHeaders(
      Object.fromEntries(
        signatureNames.map((name) => [name, [headers[name]![0]!.split(' ').map(change).join(' ')]]),
      ),
    );
  const without = (names: readonly string[]): Record<string, undefined> =>
    Object.fromEntries(names.map((name) => [name, undefined]));

  if (provider.signsBody) {
    it('refuses a body with any one bit changed, or cut, or longer, or none', () => {
      const withBody = (bytes: Buffer): Reception => tried({ request: { rawBody: bytes } });

      expect(isRefused(withBody(Buffer.concat([rawBody, Buffer.from(' ')])))).toBe(true);
      if (rawBody.length === 0) return;
      expect(isRefused(withBody(rawBody.subarray(1)))).toBe(true);
      expect(isRefused(withBody(Buffer.alloc(0)))).toBe(true);
      fc.assert(
        fc.property(fc.nat(rawBody.length * 8 - 1), (bit) => {
          const changed = Buffer.from(rawBody);
          changed[bit >> 3]! ^= 1 << (bit & 7);
          expect(isRefused(withBody(changed))).toBe(true);
        }),
        RUNS,
      );
    });
  }

  it('refuses it under any other secret', () => {
    expect(isRefused(tried({ secrets: secretsOf(vector).map(otherThan) }))).toBe(true);
  });

  it('accepts each secret of a rotation, whichever comes first', () => {
    const good = secretsOf(vector).find(
      (secret) => tried({ secrets: [secret] }).is === 'accepted',
    )!;
    const other = otherThan(good);

    expect(tried({ secrets: [good, other] }).is).toBe('accepted');
    expect(tried({ secrets: [other, good] }).is).toBe('accepted');
  });

  it('is refused once its secret has expired, and says so', () => {
    const atMs = vector.now * SECOND_MS;

    expect(reasonOf(tried({ expiresAtMs: atMs }))).toBe('secret_missing');
    expect(tried({ expiresAtMs: atMs + 1 }).is).toBe('accepted');
  });

  it('refuses it without any other header that takes part', () => {
    for (const name of provider.signedHeadersOf?.(config) ?? []) {
      if (headers[name] === undefined) continue;
      expect(isRefused(withHeaders({ [name]: undefined }))).toBe(true);
      expect(isRefused(withHeaders({ [name]: [' '] }))).toBe(true);
    }
  });

  if (signatureNames.length === 0) return;

  it('refuses it without its signature', () => {
    expect(reasonOf(withHeaders(without(signatureNames)))).toBe('signature_missing');
    expect(reasonOf(withSignatures(() => ' '))).toBe('signature_missing');
  });

  it('refuses signatures of another length, alphabet or kind', () => {
    const bare = (good: string): string => good.replace(/=+$/, '');

    for (const change of [
      (good: string) => bare(good).slice(0, -1),
      (good: string) => bare(good).slice(0, -2),
      (good: string) => bare(good).slice(0, -4),
      (good: string) => bare(good).slice(0, -1) + '!',
      (good: string) => bare(good).slice(0, -1) + '\u00e9',
      (good: string) => bare(good) + '00',
      (good: string) => good.split('').reverse().join(''),
      () => '=',
      () => 'null',
      () => Buffer.alloc(32).toString('hex'),
      () => Buffer.alloc(32).toString('base64'),
    ]) {
      expect(isRefused(withSignatures(change))).toBe(true);
    }
  });

  it('refuses any other signature, and throws at none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isBehind) => {
        const change = (good: string): string => (isBehind ? good.slice(0, -4) + text : text);
        fc.pre(
          signatureNames.every((name) => {
            const good = headers[name]![0]!;
            return change(good).trim().toLowerCase() !== good.toLowerCase();
          }),
        );
        expect(isRefused(withSignatures(change))).toBe(true);
      }),
      RUNS,
    );
  });

  it('refuses signatures as large as headers can be', () => {
    for (const filling of ['0', 'A=', 't=1700000000,', 't=1,v1=00 ', ',', ';', ' ,']) {
      const huge = filling.repeat(HUGE / filling.length);
      expect(isRefused(withSignatures(() => huge))).toBe(true);
      expect(isRefused(withSignatures((good) => huge + good.replace(/[0-9a-zA-Z]/g, 'a')))).toBe(
        true,
      );
    }
  });

  it('tries a public key on a few signatures only: each costs a pass over the body', () => {
    const whole = tried();
    if (whole.is !== 'accepted' || !/^(ed25519|ecdsa|rsa)/.test(whole.scheme)) return;
    for (const name of signatureNames) {
      if (withHeaders({ [name]: undefined }).is === 'accepted') continue;
      const [good = ''] = headers[name]!;
      const bad = (count: number): string[] => Array<string>(count).fill(forgedLike(good));
      expect(withHeaders({ [name]: [...bad(3), good] }).is).toBe('accepted');
      expect(reasonOf(withHeaders({ [name]: [...bad(4), good] }))).toBe('signature_mismatch');
    }
  });

  it('accepts one good signature among bad ones, whichever comes first', () => {
    for (const name of signatureNames) {
      const [good = ''] = headers[name]!;
      if (withHeaders({ [name]: undefined }).is === 'accepted') continue;
      const bad = good.replace(/[0-9a-zA-Z]/g, 'a');
      expect(withHeaders({ [name]: [good, bad] }).is).toBe('accepted');
      expect(withHeaders({ [name]: [bad, ` ${good} `] }).is).toBe('accepted');
      expect(withHeaders({ [name]: ['', good] }).is).toBe('accepted');
    }
  });
}

/** The same with other bytes, in the same writing. */
const forgedLike = (good: string): string =>
  good.replace(/[^,]+$/, (bytes) => bytes.replace(/[0-9a-zA-Z]/g, 'a'));

/** Another one that is written in the same way: in hex or base64 where the first one is. */
const otherThan = (secret: string): string =>
  (secret.startsWith('a') ? 'b' : 'a') + secret.slice(1);

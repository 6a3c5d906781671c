import { describe, expect, it } from '@jest/globals';
import { asana } from '../providers/asana.provider.ts';
import { github } from '../providers/github.provider.ts';
import { hmac } from '../providers/hmac.provider.ts';
import { draftVerification, type VerificationChange } from './verification-draft.ts';
import { verificationDefaults } from './verification-settings.ts';

const now = new Date('2026-01-01T00:00:00Z');
const past = '2025-12-31T23:59:59Z';
const required = verificationDefaults;
const present = [{ id: 'old', value: 'an old secret', expiresAt: null }];

const draft = (change: Partial<VerificationChange>) =>
  draftVerification({
    provider: github,
    isProviderNew: false,
    current: null,
    present: [],
    given: undefined,
    now,
    ...change,
  });

const pathsOf = (change: Partial<VerificationChange>): string[] => {
  const outcome = draft(change);
  return Array.isArray(outcome) ? outcome.map(({ path }) => path) : [];
};

describe('a change of verification', () => {
  it('is told the first of very many faults of its config', () => {
    const config = Object.fromEntries(Array.from({ length: 5_000 }, (_, key) => [`k${key}`, 1]));

    expect(pathsOf({ given: { config } })).toHaveLength(101);
  });

  it('needs a secret that counts, unless the owner turns checking off', () => {
    expect(pathsOf({})).toEqual(['verification.secrets']);
    expect(pathsOf({ given: { secrets: [] } })).toEqual(['verification.secrets']);
    expect(pathsOf({ given: { secrets: [{ value: 'x', expires_at: past }] } })).toEqual([
      'verification.secrets',
    ]);
    expect(pathsOf({ given: null, current: required, present })).toEqual(['verification.secrets']);
    expect(draft({ given: { mode: 'off' } })).toMatchObject({ settings: { mode: 'off' } });
  });

  it('needs none where the sender tells it in a handshake', () => {
    expect(draft({ provider: asana })).toEqual({ settings: required, kept: new Map(), added: [] });
    expect(draft({ provider: asana, present, given: { secrets: [] } })).toMatchObject({
      settings: { mode: 'required' },
      kept: new Map(),
    });
  });

  it('takes secrets as texts and with an end', () => {
    const given = { secrets: ['a', { value: 'b', expires_at: '2026-02-01T00:00:00Z' }] };

    expect(draft({ given })).toEqual({
      settings: required,
      kept: new Map(),
      added: [
        { value: 'a', expiresAt: null },
        { value: 'b', expiresAt: new Date('2026-02-01T00:00:00Z') },
      ],
    });
  });

  it('leaves what is left out as it is, and removes secrets that a list leaves out', () => {
    const current = { ...required, tolerance_seconds: 5 };

    expect(draft({ current, present, given: { mode: 'off' } })).toMatchObject({
      settings: { mode: 'off', tolerance_seconds: 5 },
      kept: new Map([['old', null]]),
    });
    expect(draft({ current, present, given: { secrets: [{ id: 'old' }, 'new'] } })).toMatchObject({
      kept: new Map([['old', null]]),
      added: [{ value: 'new' }],
    });
    expect(draft({ current, present, given: { secrets: ['new'] } })).toMatchObject({
      kept: new Map(),
    });
    expect(pathsOf({ current, present, given: { secrets: [{ id: 'other' }] } })).toContain(
      'verification.secrets.0.id',
    );
  });

  it('lets at most ten secrets count', () => {
    const secrets = Array.from({ length: 10 }, (_none, index) => `secret ${index}`);
    const expired = { value: 'x', expires_at: past };

    expect(pathsOf({ given: { secrets: [...secrets, expired] } })).toEqual([]);
    expect(pathsOf({ given: { secrets: [...secrets, 'one more'] } })).toEqual([
      'verification.secrets',
    ]);
  });

  it('without a provider is none, and nothing but null says so', () => {
    expect(pathsOf({ provider: null, given: { mode: 'off' } })).toEqual(['verification']);
    expect(pathsOf({ provider: null, current: required, present })).toEqual(['verification']);
    expect(draft({ provider: null, current: required, present, given: null })).toEqual({
      settings: null,
      kept: new Map(),
      added: [],
    });
  });

  it("checks the provider's options, and secrets by them", () => {
    const config = { header: 'x-sig', secret_encoding: 'hex' };
    const given = (secrets: string[], more = {}) => ({ secrets, config: { ...config, ...more } });

    expect(pathsOf({ provider: hmac, given: { secrets: ['a'] } })).toEqual([
      'verification.config.header',
    ]);
    expect(pathsOf({ provider: hmac, given: given(['00'], { no: 1 }) })).toEqual([
      'verification.config.no',
    ]);
    expect(pathsOf({ given: { secrets: ['a'], config } })).toEqual([
      'verification.config.header',
      'verification.config.secret_encoding',
    ]);
    expect(pathsOf({ provider: hmac, given: given(['zz', '00']) })).toEqual([
      'verification.secrets.0',
    ]);
    expect(pathsOf({ provider: hmac, present, current: required, given: { config } })).toEqual([
      'verification.secrets',
    ]);
  });

  it('forgets the options of another provider', () => {
    const current = { ...required, config: { header: 'x-sig' } };

    expect(draft({ current, present, isProviderNew: true })).toMatchObject({
      settings: { config: {} },
    });
  });

  it('counts no secret that cannot be read any more', () => {
    const unreadable = [{ id: 'old', value: undefined, expiresAt: null }];

    expect(pathsOf({ current: required, present: unreadable, given: {} })).toEqual([
      'verification.secrets',
    ]);
  });
});

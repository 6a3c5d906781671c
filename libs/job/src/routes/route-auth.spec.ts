import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newId } from '@millwright/kernel';
import fc from 'fast-check';
import { draftAuth, type AuthChange, type AuthDraft } from './route-auth-draft.ts';
import { routeAuthSchema } from './route-auth.schema.ts';
import { routeGuardOf, type RouteAuth } from './route-auth.ts';

const NOW_MS = Date.parse('2026-01-31T08:00:00Z');
const routeId = newId();
const body = Buffer.from('{"a":1.0}');

const ask = (auth: RouteAuth, secret: string | null, headers: Record<string, string | string[]>) =>
  routeGuardOf(auth, routeId, secret).admissionOf(
    {
      method: 'POST',
      url: 'https://hooks.example/r/main/orders',
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
      ),
      rawBody: body,
    },
    NOW_MS,
  );

const admitted = { is: 'admitted', verification: null };
const refused = (reason: string) => expect.objectContaining({ is: 'refused', reason });

describe('a route for everybody', () => {
  it('lets everybody in', () => {
    expect(ask({ type: 'none' }, null, {})).toEqual(admitted);
  });
});

describe('a route for tokens', () => {
  it('lets nobody in by itself', () => {
    expect(ask({ type: 'token' }, null, { authorization: 'Bearer x' })).toEqual({
      is: 'refused',
      reason: 'token_wanted',
      challenge: 'Bearer',
    });
  });
});

describe('a route with a key', () => {
  const auth = { type: 'api_key', header: 'x-api-key' } as const;

  it('lets in who sends it, once', () => {
    expect(ask(auth, 'the-key', { 'x-api-key': 'the-key' })).toEqual(admitted);
    expect(ask(auth, 'the-key', { 'x-api-key': ' the-key ' })).toEqual(admitted);
  });

  it.each([
    [{}, 'credential_missing'],
    [{ 'x-api-key': '' }, 'credential_missing'],
    [{ 'x-api-key': ['the-key', 'the-key'] }, 'credential_missing'],
    [{ 'x-other': 'the-key' }, 'credential_missing'],
    [{ 'x-api-key': 'the-keY' }, 'credential_wrong'],
    [{ 'x-api-key': 'the-key2' }, 'credential_wrong'],
  ] as [Record<string, string | string[]>, string][])('refuses %j: %s', (headers, reason) => {
    expect(ask(auth, 'the-key', headers)).toEqual(refused(reason));
  });

  it('lets nobody in without a key of its own', () => {
    expect(ask(auth, null, { 'x-api-key': 'null' })).toEqual(refused('credential_wrong'));
  });

  it('keeps the key from the task', () => {
    expect(routeGuardOf(auth, routeId, 'the-key').credentialHeaders).toEqual(['x-api-key']);
  });
});

describe('a route with a user name and a password', () => {
  const auth = { type: 'basic', username: 'jürgen' } as const;
  const basic = (pair: string) => ({
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
  });

  it('lets in who knows both', () => {
    expect(ask(auth, 'a:b€', basic('jürgen:a:b€'))).toEqual(admitted);
    const { authorization } = basic('jürgen:a:b€');
    expect(ask(auth, 'a:b€', { authorization: authorization.replace('Basic', 'bAsic ') })).toEqual(
      admitted,
    );
  });

  it.each([
    [{}, 'credential_missing'],
    [{ authorization: 'Bearer x' }, 'credential_missing'],
    [{ authorization: 'Basic !' }, 'credential_missing'],
    [basic('jürgen:a'), 'credential_wrong'],
    [basic('jurgen:a:b€'), 'credential_wrong'],
    [basic('jürgen'), 'credential_wrong'],
    [basic(':'), 'credential_wrong'],
  ])('refuses %j: %s', (headers, reason) => {
    expect(ask(auth, 'a:b€', headers)).toEqual({
      is: 'refused',
      reason,
      challenge: 'Basic realm="Millwright", charset="UTF-8"',
    });
  });

  it('lets nobody in without a password of its own', () => {
    expect(ask(auth, null, basic('jürgen:null'))).toEqual(refused('credential_wrong'));
    expect(ask(auth, null, basic('jürgen:'))).toEqual(refused('credential_wrong'));
  });

  it('lets in exactly those who know, for any pair', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (right, given) => {
        const { is } = ask({ type: 'basic', username: 'u' }, right, basic(`u:${given}`));
        expect(is === 'admitted').toBe(Buffer.from(right).equals(Buffer.from(given)));
      }),
    );
  });
});

describe('a route for signed requests', () => {
  const auth = {
    type: 'signature',
    provider: 'hmac',
    public_url: null,
    tolerance_seconds: null,
    config: { header: 'x-signature' },
  } as const;
  const signature = createHmac('sha256', 'secret').update(body).digest('hex');

  it('lets in who signed the bytes, and says so', () => {
    expect(ask(auth, 'secret', { 'x-signature': signature })).toEqual({
      is: 'admitted',
      verification: {
        verdict: 'verified',
        scheme: 'hmac-sha256',
        secret_id: routeId,
        signed_at: null,
      },
    });
  });

  it.each([
    ['secret', {}, 'signature_missing'],
    ['secret', { 'x-signature': `00${signature.slice(2)}` }, 'signature_mismatch'],
    ['other', { 'x-signature': signature }, 'signature_mismatch'],
    [null, { 'x-signature': signature }, 'secret_missing'],
  ] as [string | null, Record<string, string>, string][])(
    'with the secret %j refuses %j: %s',
    (secret, headers, reason) => {
      expect(ask(auth, secret, headers)).toEqual({ is: 'refused', reason });
    },
  );

  it('lets nobody in for a provider that is not known any more', () => {
    const gone = { ...auth, provider: 'gone' };

    expect(ask(gone, 'secret', { 'x-signature': signature })).toEqual(refused('secret_missing'));
  });
});

describe('who may call', () => {
  const draft = (given: object, change: Partial<AuthChange> = {}) =>
    draftAuth({
      current: null,
      present: null,
      now: new Date(NOW_MS),
      ...change,
      given: routeAuthSchema.parse(given),
    });

  it('is kept apart from the secret', () => {
    expect(draft({ type: 'api_key', key: 'k' })).toEqual({
      auth: { type: 'api_key', header: 'x-api-key' },
      secret: 'k',
    });
    expect(draft({ type: 'basic', username: 'u', password: 'p' })).toEqual({
      auth: { type: 'basic', username: 'u' },
      secret: 'p',
    });
    expect(draft({ type: 'signature', provider: 'GitHub', secret: 's' })).toEqual({
      auth: {
        type: 'signature',
        provider: 'github',
        public_url: null,
        tolerance_seconds: null,
        config: {},
      },
      secret: 's',
    });
    expect(draft({ type: 'token' })).toEqual({ auth: { type: 'token' }, secret: null });
  });

  it('keeps its secret while it stays of one type', () => {
    const current = { type: 'api_key', header: 'x-api-key' } as const;
    const kept = { current, present: 'k' };

    expect(draft({ type: 'api_key', header: 'X-Key' }, kept)).toEqual({
      auth: { type: 'api_key', header: 'x-key' },
      secret: 'k',
    });
    expect(draft({ type: 'basic', username: 'u' }, kept)).toMatchObject([
      { path: 'auth.password' },
    ]);
    expect(draft({ type: 'none' }, kept)).toEqual({ auth: { type: 'none' }, secret: null });
  });

  it('keeps options that are secrets with the secret, while the sender stays the same', () => {
    const given = { type: 'signature', provider: 'adyen', config: { basic: 'user:hush' } };
    const first = draft({ ...given, secret: 'ab' }) as AuthDraft;

    expect(first.auth).toMatchObject({ config: {}, secret_options: ['basic'] });
    expect(JSON.stringify(first.auth)).not.toContain('hush');
    const kept = { current: first.auth, present: first.secret };
    expect(draft({ ...given, config: {} }, kept)).toEqual(first);
    expect(draft({ type: 'signature', provider: 'github', secret: 's' }, kept)).toMatchObject({
      auth: { config: {} },
      secret: 's',
    });
  });

  it('lets in only who knows an option that is a secret', () => {
    const given = { type: 'signature', provider: 'adyen', secret: 'ab' };
    const { auth, secret } = draft({ ...given, config: { basic: 'user:hush' } }) as AuthDraft;
    const hmacsignature = createHmac('sha256', Buffer.from('ab', 'hex'))
      .update(body)
      .digest('base64');
    const calledBy = (pair: string) => {
      const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
      return ask(auth, secret, { hmacsignature, authorization });
    };

    expect(calledBy('user:hush')).toMatchObject({ is: 'admitted' });
    expect(calledBy('user:other')).toMatchObject({ is: 'refused' });
  });

  it.each([
    [{ type: 'api_key' }, 'auth.key'],
    [{ type: 'basic', username: 'u' }, 'auth.password'],
    [{ type: 'signature', provider: 'github' }, 'auth.secret'],
    [{ type: 'signature', secret: 's' }, 'auth.config.header'],
    [
      { type: 'signature', secret: 'zz', config: { header: 'x', secret_encoding: 'hex' } },
      'auth.secret',
    ],
    [{ type: 'signature', provider: 'github', secret: 's', config: { x: 1 } }, 'auth.config.x'],
  ])('%j is at fault at %s', (given, path) => {
    expect(draft(given)).toMatchObject([{ path }]);
  });

  it.each([
    { type: 'magic' },
    { type: 'none', key: 'k' },
    { type: 'api_key', key: '' },
    { type: 'api_key', key: 'a b' },
    { type: 'api_key', key: 'k', header: 'a b' },
    { type: 'basic', username: 'a:b', password: 'p' },
    { type: 'basic', username: '', password: 'p' },
    { type: 'basic', username: 'u', password: 'a\nb' },
    { type: 'signature', provider: 'nobody', secret: 's' },
    { type: 'signature', secret: 's', mode: 'off' },
  ])('%j is refused', (given) => {
    expect(routeAuthSchema.safeParse(given).success).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { newId } from '@millwright/kernel';
import { FakeClock } from '@millwright/testing';
import type { GrantedToken } from '../source/access-tokens.ts';
import { RenewalsInMemory } from '../testing/index.ts';
import { KeptAccessTokens } from './kept-access-tokens.ts';

const SECOND_MS = 1_000;

const given = () => {
  const clock = new FakeClock();
  const tokens = new KeptAccessTokens(clock, new RenewalsInMemory(clock));
  const owner = { id: newId(), revision: 1 };
  let grants = 0;
  const grant = async (): Promise<GrantedToken> => {
    grants += 1;
    return { token: `token ${grants}`, expiresInSeconds: 600 };
  };
  return { clock, tokens, owner, grant, granted: () => grants };
};

describe('kept access tokens', () => {
  it('are used until a minute before their end', async () => {
    const { clock, tokens, owner, grant } = given();

    expect(await tokens.tokenFor(owner, 'access', grant)).toBe('token 1');
    clock.advance(539 * SECOND_MS);
    expect(await tokens.tokenFor(owner, 'access', grant)).toBe('token 1');
    clock.advance(SECOND_MS);
    expect(await tokens.tokenFor(owner, 'access', grant)).toBe('token 2');
  });

  it('are got once for all who ask at the same time', async () => {
    const { tokens, owner, grant, granted } = given();

    const got = await Promise.all(
      Array.from({ length: 20 }, () => tokens.tokenFor(owner, 'access', grant)),
    );

    expect([new Set(got), granted()]).toEqual([new Set(['token 1']), 1]);
  });

  it('are apart for each Connection and purpose, and end with a change of the Connection', async () => {
    const { tokens, owner, grant } = given();
    const asked = [owner, { ...owner, id: newId() }, { ...owner, revision: 2 }];

    const got = [
      ...(await Promise.all(asked.map((one) => tokens.tokenFor(one, 'access', grant)))),
      await tokens.tokenFor(owner, 'other', grant),
      await tokens.tokenFor(asked[2]!, 'access', grant),
    ];

    expect(got).toEqual(['token 1', 'token 2', 'token 3', 'token 4', 'token 3']);
  });

  it('are forgotten when they were refused, unless another has been got since', async () => {
    const { tokens, owner, grant } = given();
    await tokens.tokenFor(owner, 'access', grant);

    tokens.forget(owner, 'access', 'token 1');
    expect(await tokens.tokenFor(owner, 'access', grant)).toBe('token 2');
    tokens.forget(owner, 'access', 'token 1');
    expect(await tokens.tokenFor(owner, 'access', grant)).toBe('token 2');
  });

  it('are asked for again after a failure, of which everybody hears who waited', async () => {
    const { tokens, owner, grant } = given();
    const failing = () => Promise.reject(new Error('refused'));

    const waits = [failing, grant].map((each) => tokens.tokenFor(owner, 'access', each));
    expect(await Promise.allSettled(waits)).toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    expect(await tokens.tokenFor(owner, 'access', grant)).toBe('token 1');
  });
});

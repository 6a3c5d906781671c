import { describe, expect, it } from '@jest/globals';
import { receive } from '../testing/reception.ts';
import { requestOf, vectorsOf } from '../testing/signed-vector.ts';
import { buildkite } from './buildkite.provider.ts';

const signed = vectorsOf('buildkite').find(({ name }) => name === 'signature')!;

describe('a delivery of Buildkite with a plain token', () => {
  const receivedWith = (token: string, secrets: readonly string[] = ['bk-secret']) => {
    const headers = { 'x-buildkite-event': ['ping'], 'x-buildkite-token': [token] };
    return receive(buildkite, signed, { secrets, request: { ...requestOf(signed), headers } });
  };

  it('is let in by a token that is a secret', () => {
    expect(receivedWith('bk-secret')).toMatchObject({ is: 'accepted', scheme: 'token' });
    expect(receivedWith('bk-secret', ['newer', 'bk-secret']).is).toBe('accepted');
  });

  it.each(['', 'other', 'bk-secre', 'bk-secret2', 'BK-SECRET'])('is refused with %j', (token) => {
    expect(receivedWith(token).is).toBe('refused');
  });

  it('has its token masked wherever it is kept', () => {
    expect(buildkite.secretPlacesOf()).toEqual({ headers: ['x-buildkite-token'] });
  });
});

import { describe, expect, it } from '@jest/globals';
import { AllowedOrigins } from '@millwright/webhook';
import { corsHeadersOf, preflightHeadersOf } from './cors.ts';

const SHOP = 'https://shop.example';
const trusted = new AllowedOrigins([SHOP]);
const exposed = {
  'access-control-expose-headers':
    'X-Job-Id, X-Request-Id, Retry-After, Location, Idempotent-Replayed',
};
const forAll = { 'access-control-allow-origin': '*', vary: 'Origin' };

describe('the CORS headers of an answer', () => {
  it('let an origin that the Workspace trusts send its credentials', () => {
    for (const origin of [SHOP, 'https://SHOP.example:443']) {
      expect(corsHeadersOf(origin, trusted)).toEqual({
        ...exposed,
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
      });
    }
  });

  it.each([
    undefined,
    'null',
    '',
    '*',
    'http://shop.example',
    'https://shop.example:8443',
    'https://shop.example.evil.example',
    'https://evil.example',
    'https://shop.example\r\nx: y',
  ])('let all others read without: %j', (origin) => {
    expect(corsHeadersOf(origin, trusted)).toEqual({ ...exposed, ...forAll });
    expect(corsHeadersOf(origin, new AllowedOrigins([]))).toEqual({ ...exposed, ...forAll });
  });

  it('never trust everyone with credentials', () => {
    for (const origin of [SHOP, 'null', undefined]) {
      expect(corsHeadersOf(origin, new AllowedOrigins(['*']))).toEqual({
        ...exposed,
        'access-control-allow-origin': '*',
      });
    }
  });
});

describe('the answer to a preflight', () => {
  const permitted = {
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, idempotency-key',
    'access-control-max-age': '86400',
  };

  it('names verbs and headers, the same for every origin', () => {
    expect(preflightHeadersOf('https://evil.example', trusted)).toEqual({
      ...forAll,
      ...permitted,
    });
    expect(preflightHeadersOf(SHOP, trusted)).toEqual({
      ...permitted,
      'access-control-allow-origin': SHOP,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
  });
});

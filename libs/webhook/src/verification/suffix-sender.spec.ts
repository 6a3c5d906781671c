import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { asana } from '../providers/asana.provider.ts';
import { awsSns } from '../providers/aws-sns.provider.ts';
import { hmac } from '../providers/hmac.provider.ts';
import { strangerOf, suffixSender } from './suffix-sender.ts';

const rawBody = Buffer.from('{"events":[{}]}');
const signedBy = (secret: string) => ({
  'x-hook-signature': [createHmac('sha256', secret).update(rawBody).digest('hex')],
});
const request = (headers: Record<string, string[]> = {}) => ({
  method: 'POST',
  url: 'https://hooks.example/webhooks/1/asana',
  headers,
  rawBody,
});

const told = (expiresAtMs = Infinity) =>
  suffixSender(asana, [{ id: '1', value: 'told', expiresAtMs }]);

describe('who sends at a suffix of a webhook without a provider', () => {
  it('is taken at his word while nothing was learnt', () => {
    expect(strangerOf(asana).verdictOf(request(signedBy('anything')), 0).is).toBe('unverified');
    expect(strangerOf(asana)).toBe(strangerOf(asana));
  });

  it('is verified by what was learnt where he signs, and let in where he does not', () => {
    expect(told().verdictOf(request(signedBy('told')), 0).is).toBe('accepted');
    expect(told().verdictOf(request(signedBy('guessed')), 0)).toMatchObject({
      reason: 'signature_mismatch',
    });
    expect(told().verdictOf(request(), 0).is).toBe('unverified');
  });

  it('is not let in by a signature once what was learnt has expired', () => {
    expect(told(5).verdictOf(request(signedBy('told')), 10)).toMatchObject({
      reason: 'secret_missing',
    });
  });

  it('makes us fetch nothing', () => {
    expect(strangerOf(awsSns).keysNeeded(request(), 0)).toEqual([]);
  });

  it('is let in unverified where a provider cannot do without options', () => {
    expect(strangerOf(hmac).verdictOf(request({ 'x-signature': ['00'] }), 0).is).toBe('unverified');
  });
});

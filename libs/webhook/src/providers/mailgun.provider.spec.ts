import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { wordOf } from '../testing/arrival.ts';
import { mailgun } from './mailgun.provider.ts';

const hmac = (key: string) => createHmac('sha256', key).update('1700000000tok').digest('hex');
const bodyOf = (signature: object) =>
  JSON.stringify({ signature, 'event-data': { event: 'delivered' } });
const good = { timestamp: '1700000000', token: 'tok', signature: hmac('k') };
const judged = (body: string, more = {}) => wordOf(mailgun, { secrets: ['k'], body, ...more });

describe('a delivery of Mailgun', () => {
  it('may be signed for the parent account', () => {
    expect(judged(bodyOf({ ...good, signature: hmac('sub') }))).toBe('signature_mismatch');
    expect(judged(bodyOf({ ...good, signature: hmac('sub'), 'parent-signature': hmac('k') }))).toBe(
      'accepted',
    );
  });

  it('may come hours later, unless the owner minds', () => {
    expect(judged(bodyOf(good), { now: 1_700_040_000 })).toBe('accepted');
    expect(judged(bodyOf({ ...good, timestamp: 1_700_000_000 }))).toBe('accepted');
    expect(judged(bodyOf(good), { now: 1_700_000_301, toleranceSeconds: 300 })).toBe(
      'timestamp_out_of_range',
    );
  });

  it.each([
    ['signature_missing', {}],
    ['signature_missing', { ...good, token: undefined }],
    ['signature_missing', { ...good, signature: 1 }],
    ['signature_malformed', { ...good, signature: 'zz' }],
    ['signature_mismatch', { ...good, token: 'tok2' }],
    ['timestamp_missing', { ...good, timestamp: undefined }],
    ['timestamp_malformed', { ...good, timestamp: 'soon' }],
  ])('is refused: %s with %j', (reason, signature) => {
    expect(judged(bodyOf(signature))).toBe(reason);
  });

  it('has one token: with a second one it could come any number of times', () => {
    const body = bodyOf(good).replace('"token"', '"token":"other","token"');

    expect(judged(body)).toBe('payload_unreadable');
    expect(judged('{}')).toBe('payload_unreadable');
  });
});

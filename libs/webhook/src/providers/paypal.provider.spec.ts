import { sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { wordOf } from '../testing/arrival.ts';
import { testCertificate } from '../testing/certificate.ts';
import { paypal } from './paypal.provider.ts';

const sentAt = Date.UTC(2026, 0, 1);
const now = sentAt / 1_000;
const day = 86_400_000;
const certificateUrl = 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42';
const { pem, privateKey } = testCertificate(new Date(sentAt - day), new Date(sentAt + 30 * day));
const body = '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}';
const time = '2026-01-01T00:00:00Z';

const sent = (more: { headers?: Record<string, string>; body?: string; now?: number } = {}) => ({
  secrets: ['other', '4JH86294D6297924G'],
  now: more.now ?? now,
  body: more.body ?? body,
  fetched: { [certificateUrl]: pem },
  headers: {
    'paypal-transmission-id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
    'paypal-transmission-time': time,
    'paypal-transmission-sig': sign(
      'sha256',
      Buffer.from(`69cd13f0-d67a-11e5-baa3-778b53f4ae55|${time}|4JH86294D6297924G|${crc32(body)}`),
      privateKey,
    ).toString('base64'),
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-cert-url': certificateUrl,
    ...more.headers,
  },
});

describe('a webhook of PayPal', () => {
  it('is recognised, also days later', () => {
    expect(wordOf(paypal, sent())).toBe('accepted');
    expect(wordOf(paypal, sent({ now: now + 3 * 86_400 }))).toBe('accepted');
    expect(wordOf(paypal, { ...sent({ now: now + 61 }), toleranceSeconds: 60 })).toBe(
      'timestamp_out_of_range',
    );
  });

  it('is refused for another webhook, and with another body', () => {
    expect(wordOf(paypal, { ...sent(), secrets: ['other'] })).toBe('signature_mismatch');
    expect(wordOf(paypal, sent({ body: body.replace('WH-1', 'WH-2') }))).toBe('signature_mismatch');
  });

  it('is refused with any one bit of the body changed', () => {
    for (let bit = 0; bit < body.length * 7; bit += 1) {
      const changed = Buffer.from(body);
      changed[Math.floor(bit / 7)]! ^= 1 << (bit % 7);
      expect(wordOf(paypal, { ...sent(), body: changed.toString() })).toBe('signature_mismatch');
    }
  });

  it('is not said to be signed as a whole: a body with the same checksum passes', () => {
    const forged =
      '{"id":"WH-2","event_type":"PAYMENT.CAPTURE.COMPLETED","x":"cccccaccaaccacaaccccacccccccaaacaaaaaaaa"}';

    expect(crc32(forged)).toBe(crc32(body));
    expect(wordOf(paypal, { ...sent(), body: forged })).toBe('accepted');
    expect(paypal.signsBody).toBe(false);
  });

  it.each([
    ['signature_missing', { 'paypal-transmission-sig': '' }],
    ['signature_missing', { 'paypal-transmission-id': '' }],
    ['signature_mismatch', { 'paypal-transmission-id': 'x' }],
    ['signature_malformed', { 'paypal-auth-algo': 'SHA1withRSA' }],
    ['signature_malformed', { 'paypal-auth-algo': '' }],
    ['signature_malformed', { 'paypal-transmission-sig': '?' }],
    ['timestamp_missing', { 'paypal-transmission-time': '' }],
    ['timestamp_malformed', { 'paypal-transmission-time': 'soon' }],
  ])('is refused: %s with %j', (reason, headers) => {
    expect(wordOf(paypal, sent({ headers }))).toBe(reason);
  });

  it('has a certificate that is valid when it arrives', () => {
    expect(wordOf(paypal, sent({ now: now + 31 * 86_400 }))).toBe('key_untrusted');
    expect(wordOf(paypal, { ...sent(), fetched: { [certificateUrl]: 'x' } })).toBe('key_untrusted');
    expect(wordOf(paypal, { ...sent(), fetched: {} })).toBe('key_unavailable');
  });
});

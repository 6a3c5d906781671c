import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { wordOf } from '../testing/arrival.ts';
import { hubspot } from './hubspot.provider.ts';

const NOW = 1_700_000_000;
const url = 'https://hooks.example.com/webhooks/1/hubspot?a=1';
const body = '[{"subscriptionType":"contact.creation"}]';
const time = String(NOW * 1_000);
const v3 = {
  'x-hubspot-request-timestamp': time,
  'x-hubspot-signature-v3': createHmac('sha256', 's')
    .update(`POST${url}${body}${time}`)
    .digest('base64'),
};
const v1 = {
  'x-hubspot-signature': createHash('sha256').update(`s${body}`).digest('hex'),
  'x-hubspot-signature-version': 'v1',
};
const v2 = {
  'x-hubspot-signature': createHash('sha256').update(`sPOST${url}${body}`).digest('hex'),
  'x-hubspot-signature-version': 'v2',
};
const sent = (headers: Record<string, string>, config = {}, now = NOW) =>
  wordOf(hubspot, { secrets: ['other', 's'], url, body, headers, config, now });

describe('a request of HubSpot', () => {
  it('is signed in any of three versions, the first one also unsaid', () => {
    const { 'x-hubspot-signature': unsaid } = v1;

    for (const headers of [v1, v2, v3, { 'x-hubspot-signature': unsaid }]) {
      expect(sent(headers)).toBe('accepted');
    }
  });

  it('is judged by the third alone where it has one', () => {
    expect(sent({ ...v2, ...v3, 'x-hubspot-signature-v3': 'AAAA' })).toBe('signature_mismatch');
    expect(sent({ ...v2, 'x-hubspot-signature-v3': 'AAAA' })).toBe('timestamp_missing');
    expect(sent({ ...v3, 'x-hubspot-signature': 'zz' })).toBe('accepted');
  });

  it('needs the version that the webhook asks for', () => {
    expect(sent(v1, { min_version: 2 })).toBe('signature_missing');
    expect(sent(v2, { min_version: 2 })).toBe('accepted');
    expect(sent(v2, { min_version: 3 })).toBe('signature_missing');
    expect(sent(v3, { min_version: 3 })).toBe('accepted');
    expect(sent({ ...v2, 'x-hubspot-signature-version': 'v9' })).toBe('signature_malformed');
  });

  it('is signed for five minutes, both ways', () => {
    expect(sent(v3, {}, NOW + 300)).toBe('accepted');
    expect(sent(v3, {}, NOW - 300)).toBe('accepted');
    expect(sent(v3, {}, NOW + 301)).toBe('timestamp_out_of_range');
    expect(sent(v3, {}, NOW - 301)).toBe('timestamp_out_of_range');
  });
});

import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { formDeliveryOf } from '../testing/delivery-of.ts';
import { mandrill } from './mandrill.provider.ts';

const url = 'https://hooks.example.com/webhooks/1/mandrill';
const signed = (key: string, events: string) => ({
  url,
  body: `mandrill_events=${encodeURIComponent(events)}`,
  headers: {
    'x-mandrill-signature': createHmac('sha1', key)
      .update(`${url}mandrill_events${events}`)
      .digest('base64'),
  },
});

describe("Mandrill's test", () => {
  it('is answered before there is a key, and with one', () => {
    expect(outcomeOf(mandrill, signed('test-webhook', '[]'))).toMatchObject({
      is: 'greeted',
      answer: { status: 200, body: '' },
    });
    expect(wordOf(mandrill, { ...signed('k1', '[]'), secrets: ['k1'] })).toBe('greeted');
  });

  it('is not signed with just any key', () => {
    expect(wordOf(mandrill, { ...signed('k2', '[]'), secrets: ['k1'] })).toBe('signature_mismatch');
  });

  it('has a key that is good for nothing else', () => {
    const delivery = signed('test-webhook', '[{"event":"send"}]');

    expect(wordOf(mandrill, { ...delivery, secrets: ['k1'] })).toBe('signature_mismatch');
    expect(wordOf(mandrill, { ...delivery, secrets: ['test-webhook'] })).toBe('secret_missing');
  });
});

it('Mandrill says in its first event what it is about', () => {
  expect(mandrill.hintOf(formDeliveryOf('mandrill_events=[{"event":"send"}]'))).toBe('send');
  expect(mandrill.hintOf(formDeliveryOf('mandrill_events=['))).toBeUndefined();
});

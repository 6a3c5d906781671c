import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { deliveryOf, formDeliveryOf } from '../testing/delivery-of.ts';
import { twilio } from './twilio.provider.ts';

const secrets = ['12345'];
const signatureOf = (text: string) => createHmac('sha1', '12345').update(text).digest('base64');
const json = '{"type":"com.twilio.error"}';
const hash = createHash('sha256').update(json).digest('hex');

describe('a JSON body of Twilio', () => {
  const sent = (url: string, body = json) =>
    wordOf(twilio, {
      secrets,
      url,
      body,
      headers: { 'content-type': 'application/json', 'x-twilio-signature': signatureOf(url) },
    });

  it('is signed through its hash in the address', () => {
    expect(sent(`https://x.example/t?bodySHA256=${hash}`)).toBe('accepted');
    expect(sent(`https://x.example/t?a=1&bodySHA256=${hash.toUpperCase()}`)).toBe('accepted');
  });

  it('is refused without a hash, and with another one', () => {
    expect(sent('https://x.example/t')).toBe('signature_mismatch');
    expect(sent(`https://x.example/t?bodySHA256=${hash}`, `${json} `)).toBe('signature_mismatch');
    expect(sent('https://x.example/t?bodySHA256=')).toBe('signature_mismatch');
  });
});

it('a request of Twilio is not taken without the body whose hash is signed', () => {
  const url = `https://x.example/t?bodySHA256=${hash}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signatureOf(url),
  };

  expect(wordOf(twilio, { secrets, url, headers })).toBe('signature_mismatch');
  expect(wordOf(twilio, { secrets, url, headers, method: 'GET' })).toBe('signature_mismatch');
});

describe('a request of Twilio', () => {
  it('may be a GET, signed by its address alone', () => {
    const url = 'https://x.example/t?CallSid=1';
    const headers = { 'x-twilio-signature': signatureOf(url) };

    expect(wordOf(twilio, { secrets, method: 'GET', url, headers })).toBe('accepted');
  });

  it.each([
    ['https://user:pass@x.example/t', 'https://user:pass@x.example/t'],
    ['https://x.example:8443/t', 'https://x.example/t'],
    ['https://x.example:8443/t', 'https://x.example:8443/t'],
    ['https://x.example/t', 'https://x.example:443/t'],
    ['http://x.example:8080/t', 'http://x.example:80/t'],
    ["https://x.example/t?a='b'", 'https://x.example/t?a=%27b%27'],
    ['https://user@[::1]:8443/t', 'https://user@[::1]/t'],
  ])('to %s may be signed as %s', (url, signed) => {
    const headers = { 'x-twilio-signature': signatureOf(signed) };

    expect(wordOf(twilio, { secrets, url, headers })).toBe('accepted');
  });

  it('is not signed by another address', () => {
    const headers = { 'x-twilio-signature': signatureOf('https://x.example/u') };

    expect(wordOf(twilio, { secrets, url: 'https://x.example/t', headers })).toBe(
      'signature_mismatch',
    );
  });

  it('may have any bytes in a form, in any order', () => {
    const url = 'https://x.example/t';
    const signed = Buffer.concat([Buffer.from(`${url}A1 2A3B`), Buffer.from([0xff])]);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': createHmac('sha1', '12345').update(signed).digest('base64'),
    };

    expect(wordOf(twilio, { secrets, url, headers, body: 'B=%FF&A=3&A=1+2&A=3' })).toBe('accepted');
  });

  it('is answered with no instructions when it is a form', () => {
    expect(twilio.successOf(formDeliveryOf('SmsStatus=received'))).toEqual({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    });
    expect(twilio.successOf(deliveryOf(json)).status).toBe(204);
  });

  it('says what it is about by the first status there is', () => {
    expect(twilio.hintOf(formDeliveryOf('EventType=x&CallStatus=ringing'))).toBe('ringing');
    expect(twilio.hintOf(formDeliveryOf('A=1'))).toBeUndefined();
    expect(
      twilio.deliveryIdOf({
        ...formDeliveryOf(''),
        headers: { 'i-twilio-idempotency-token': ['t'] },
      }),
    ).toBe('t');
  });

  it('is told as signed with an HMAC', () => {
    const headers = { 'x-twilio-signature': signatureOf('https://x.example/') };

    expect(outcomeOf(twilio, { secrets, url: 'https://x.example/', headers })).toMatchObject({
      scheme: 'hmac-sha1',
      signedAtMs: null,
    });
  });
});

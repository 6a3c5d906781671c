import { describe, expect, it } from '@jest/globals';
import { Sender } from '../verification/sender.ts';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { adobeSign } from './adobe-sign.provider.ts';
import { apiKey } from './api-key.provider.ts';
import { basic } from './basic.provider.ts';
import { bearer } from './bearer.provider.ts';
import { mailchimp } from './mailchimp.provider.ts';
import { okta } from './okta.provider.ts';
import { providers } from './index.ts';
import { telegram } from './telegram.provider.ts';

describe('a secret that is sent as it is', () => {
  it('may have any bytes, as headers carry them', () => {
    const authorization = Buffer.from('Bearer é').toString('latin1');

    expect(wordOf(bearer, { secrets: ['é'], headers: { authorization } })).toBe('accepted');
    expect(wordOf(bearer, { secrets: ['é'], headers: { authorization: 'Bearer é' } })).toBe(
      'signature_mismatch',
    );
  });

  it('is not its beginning, and not more of it', () => {
    for (const token of ['secre', 'secrets', 'secret x', 'x secret', 'Secret']) {
      const headers = { authorization: `Bearer ${token}` };
      expect(wordOf(bearer, { secrets: ['secret'], headers })).toBe('signature_mismatch');
    }
  });

  it('with colons in a password is one text, decoded from its bytes', () => {
    const login = (text: string) => ({
      authorization: `bAsIc ${Buffer.from(text).toString('base64')}`,
    });

    expect(wordOf(basic, { secrets: ['u:p:é'], headers: login('u:p:é') })).toBe('accepted');
    expect(wordOf(basic, { secrets: ['u:p:é'], headers: login('u:p') })).toBe('signature_mismatch');
    expect(wordOf(basic, { secrets: ['u:p'], headers: { authorization: 'Basic' } })).toBe(
      'signature_malformed',
    );
    expect(basic.keyOf('nobody', {})).toBeUndefined();
  });

  it('says what a 401 asks for', () => {
    expect(basic.wwwAuthenticate).toBe('Basic realm="webhook", charset="UTF-8"');
    expect(bearer.wwwAuthenticate).toBe('Bearer');
  });

  it('is in the header or the parameter that the owner names', () => {
    const secrets = ['k'];
    const at = (query: string) => `https://hooks.example.com/in?${query}`;

    expect(wordOf(apiKey, { secrets, headers: { 'X-API-Key': 'k' } })).toBe('accepted');
    expect(wordOf(apiKey, { secrets, url: at('key=k') })).toBe('signature_missing');
    expect(wordOf(apiKey, { secrets, url: at('key=k'), config: { query: 'key' } })).toBe(
      'accepted',
    );
    expect(wordOf(apiKey, { secrets, url: at('key=x&key=k'), config: { query: 'key' } })).toBe(
      'accepted',
    );
    expect(
      wordOf(okta, { secrets, headers: { 'x-auth': 'k' }, config: { header: 'X-Auth' } }),
    ).toBe('accepted');
    expect(
      wordOf(okta, { secrets, headers: { authorization: 'k' }, config: { header: 'a' } }),
    ).toBe('signature_missing');
  });

  it('is not looked for in the address that the owner wrote down', () => {
    const settings = {
      mode: 'required',
      public_url: 'https://hooks.example.com/in?secret=s',
      tolerance_seconds: null,
      config: {},
    } as const;
    const sender = new Sender(mailchimp, settings, [
      { id: '1', value: 's', expiresAtMs: Infinity },
    ]);
    const request = { method: 'POST', headers: {}, rawBody: Buffer.of() };
    const verdictAt = (url: string) => sender.verdictOf({ ...request, url }, 0).is;

    expect(verdictAt('https://inside.example/in')).toBe('refused');
    expect(verdictAt('https://inside.example/in?secret=s')).toBe('accepted');
  });

  it('says where it stands, so that it can be masked', () => {
    expect(mailchimp.secretPlacesOf(mailchimp.config.parse({ param: 'p' }))).toEqual({
      query: ['p'],
    });
    for (const provider of providers.filter(({ wwwAuthenticate }) => wwwAuthenticate)) {
      const places = provider.secretPlacesOf!(provider.config.parse({}));
      expect(places.headers).toContain('authorization');
    }
  });

  it('of Telegram has the letters that Telegram takes', () => {
    expect(telegram.keyOf('Aa0_-', {})).toBeDefined();
    for (const text of ['', 'a b', 'é', 'a'.repeat(257), 'a\n']) {
      expect(telegram.keyOf(text, {})).toBeUndefined();
    }
  });
});

describe('a client id of Acrobat Sign', () => {
  const asked = (headers: Record<string, string>, secrets = ['UB7E', 'other']) =>
    outcomeOf(adobeSign, { method: 'GET', secrets, headers });

  it('is given back when it is ours, and no other', () => {
    expect(asked({ 'x-adobesign-clientid': 'UB7E' })).toMatchObject({
      answer: { headers: { 'x-adobesign-clientid': 'UB7E' } },
    });
    for (const name of ['x-adobesign-clientid', 'another']) {
      expect(asked({ [name]: 'X' })).toMatchObject({ is: 'not_greeted', status: 401 });
    }
    expect(asked({ 'x-adobesign-clientid': 'UB7E' }, []).is).toBe('not_greeted');
  });

  it('is part of every answer', () => {
    const answerTo = (headers: Record<string, string[]>) =>
      adobeSign.successOf(deliveryOf('{}', headers));

    expect(answerTo({ 'x-adobesign-clientid': ['UB7E'] })).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-adobesign-clientid': 'UB7E' },
      body: '{"xAdobeSignClientId":"UB7E"}',
    });
    expect(answerTo({ 'x-adobesign-clientid': ['a\r\nb: c'] }).headers).toEqual({});
    expect(adobeSign.keyOf('a\nb', {})).toBeUndefined();
  });
});

import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { wordOf } from '../testing/arrival.ts';
import { contentful } from './contentful.provider.ts';

const NOW = 1_700_000_000;
const listed = 'x-contentful-signed-headers,x-contentful-timestamp';
const time = String(NOW * 1_000);

const sent = ({ query = '', path = '/in', list = listed, signedTime = time, extra = {} } = {}) => {
  const headers = { 'x-contentful-signed-headers': list, 'x-contentful-timestamp': signedTime };
  const signed = `x-contentful-signed-headers:${list};x-contentful-timestamp:${signedTime}`;
  const signature = createHmac('sha256', 's').update(`POST\n${path}\n${signed}\n{}`).digest('hex');
  return wordOf(contentful, {
    secrets: ['s'],
    url: `https://hooks.example.com/in${query}`,
    body: '{}',
    headers: { ...headers, 'x-contentful-signature': signature, ...extra },
  });
};

describe('a canonical request of Contentful', () => {
  it('has its query escaped twice', () => {
    expect(sent()).toBe('accepted');
    expect(sent({ query: '?a=b&c=%20d', path: '/in?a%253Db%2526c%253D%2520d' })).toBe('accepted');
    expect(sent({ query: '?a=b', path: '/in?a=b' })).toBe('signature_mismatch');
  });

  it('must list the time among what is signed', () => {
    expect(sent({ list: 'x-contentful-signed-headers' })).toBe('signature_missing');
  });

  it('must have every header that it lists', () => {
    expect(sent({ list: `${listed},x-other` })).toBe('signature_missing');
  });

  it.each([
    ['timestamp_out_of_range', String(NOW * 1_000 - 300_001)],
    ['accepted', String(NOW * 1_000 - 300_000)],
    ['accepted', String(NOW * 1_000 + 300_000)],
    ['timestamp_malformed', 'soon'],
  ])('is %s when it was signed at %s', (word, signedTime) => {
    expect(sent({ signedTime })).toBe(word);
  });

  it('is refused with a signature that is none', () => {
    expect(sent({ extra: { 'x-contentful-signature': 'zz' } })).toBe('signature_malformed');
    expect(sent({ extra: { 'x-contentful-signature': '' } })).toBe('signature_missing');
  });
});

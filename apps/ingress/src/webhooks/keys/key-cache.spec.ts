import { KeyCache } from './key-cache.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const nothing = { text: undefined, failure: undefined };

describe('what is known of the keys of senders', () => {
  it('is a key for a day', () => {
    const cache = new KeyCache();
    cache.keep('a', 'key', 1_000);

    expect(cache.get('a', 1_000 + DAY_MS - 1)).toEqual({ text: 'key', failure: undefined });
    expect(cache.get('a', 1_000 + DAY_MS)).toEqual(nothing);
    expect(cache.get('b', 1_000)).toEqual(nothing);
  });

  it('is a key for as long as who asks says', () => {
    const cache = new KeyCache();
    cache.keep('a', 'key', 0);

    expect(cache.get('a', MINUTE_MS - 1, MINUTE_MS)).toMatchObject({ text: 'key' });
    expect(cache.get('a', MINUTE_MS, MINUTE_MS)).toEqual(nothing);
  });

  it('is a failure for a minute', () => {
    const cache = new KeyCache();
    cache.noteFailure('a', 'unavailable', 0);

    expect(cache.get('a', MINUTE_MS - 1)).toEqual({ text: undefined, failure: 'unavailable' });
    expect(cache.get('a', MINUTE_MS)).toEqual(nothing);
  });

  it('is still the key that could not be fetched anew', () => {
    const cache = new KeyCache();
    cache.keep('a', 'key', 0);
    cache.noteFailure('a', 'unavailable', MINUTE_MS);

    expect(cache.get('a', MINUTE_MS)).toEqual({ text: 'key', failure: 'unavailable' });
    expect(cache.get('a', MINUTE_MS, MINUTE_MS)).toEqual({
      text: undefined,
      failure: 'unavailable',
    });
    expect(cache.get('a', DAY_MS)).toEqual(nothing);
  });

  it('is no failure any more once there is a key', () => {
    const cache = new KeyCache();
    cache.noteFailure('a', 'untrusted', 0);
    cache.keep('a', 'key', 1);

    expect(cache.get('a', 1)).toEqual({ text: 'key', failure: undefined });
  });

  it('is of a hundred addresses, those used last', () => {
    const cache = new KeyCache();
    for (let n = 0; n < 100; n += 1) cache.keep(`${n}`, 'key', 0);
    cache.get('0', 0);
    cache.keep('100', 'key', 0);

    expect(cache.size).toBe(100);
    expect(cache.get('0', 0).text).toBe('key');
    expect(cache.get('1', 0)).toEqual(nothing);
    expect(cache.get('100', 0).text).toBe('key');
  });

  it('is not forgotten for the failures that strangers make', () => {
    const cache = new KeyCache();
    cache.keep('a', 'key', 0);
    for (let n = 0; n < 1_000; n += 1) cache.noteFailure(`${n}`, 'unavailable', 0);

    expect(cache.size).toBe(100);
    expect(cache.get('a', 0).text).toBe('key');
    expect(cache.get('999', 0).failure).toBe('unavailable');
    expect(cache.get('0', 0)).toEqual(nothing);
  });
});

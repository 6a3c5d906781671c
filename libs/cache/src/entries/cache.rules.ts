import { parseJson, stringifyJson } from '@millwright/kernel';

/** Longest key, in characters. */
export const MAX_CACHE_KEY_LENGTH = 512;
/** Largest value: bytes of compact UTF-8 JSON. */
export const MAX_CACHE_VALUE_BYTES = 262_144;
/** The longest time to live, which is also the default: 60 days. */
export const MAX_CACHE_TTL_SECONDS = 5_184_000;
/** Most entries that one reader may walk over at once. */
export const MAX_CACHE_ENTRIES_READ = 10_000;
/** Most bytes of values that one reader may walk over at once. */
export const MAX_CACHE_BYTES_READ = 33_554_432;

const KEY = /^[a-z0-9_:\-./]+$/i;

/** What is wrong with a key; undefined when it may be used. */
export function cacheKeyFault(key: string): string | undefined {
  if (key.length > MAX_CACHE_KEY_LENGTH) {
    return `must have at most ${MAX_CACHE_KEY_LENGTH} characters`;
  }
  if (!KEY.test(key)) return 'must consist of letters, digits and _ : - . /';
  return undefined;
}

/** What is wrong with a time to live; undefined when it may be used. */
export function cacheTtlFault(ttl: number): string | undefined {
  if (Number.isInteger(ttl) && ttl >= 1 && ttl <= MAX_CACHE_TTL_SECONDS) return undefined;
  return `must be whole seconds from 1 to ${MAX_CACHE_TTL_SECONDS}`;
}

/** What is wrong with a counter's change; undefined when it may be used. */
export const cacheAmountFault = (amount: number): string | undefined =>
  Number.isSafeInteger(amount) ? undefined : 'must be an integer within ±(2^53 − 1)';

/** JSON text as the cache keeps it: no white space, digits and key order unchanged. @throws JsonSyntaxError */
export const compactCacheValue = (json: string): string => stringifyJson(parseJson(json));

/** What is wrong with the size of a compact value; undefined when it may be kept. */
export function cacheValueFault(compact: string): string | undefined {
  const bytes = Buffer.byteLength(compact);
  if (bytes <= MAX_CACHE_VALUE_BYTES) return undefined;
  return `is ${bytes} bytes of JSON; the cache keeps at most ${MAX_CACHE_VALUE_BYTES} a key`;
}

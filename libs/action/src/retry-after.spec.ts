import { retryAfterMsOf } from './retry-after.ts';

const NOW = Date.UTC(2026, 0, 1);

it.each([
  ['120', 120_000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['999999999', 3_600_000],
  ['Thu, 01 Jan 2099 00:00:00 GMT', 3_600_000],
  ['soon', undefined],
  ['-5', undefined],
  ['', undefined],
])('reads %j', (text, ms) => {
  expect(retryAfterMsOf({ 'retry-after': [text] }, NOW)).toBe(ms);
});

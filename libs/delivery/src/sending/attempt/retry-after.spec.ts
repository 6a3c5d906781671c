import fc from 'fast-check';
import { retryAfterOf } from './retry-after.ts';

const now = new Date('2026-01-10T12:00:00.500Z');
const after = (value: string | undefined): number | undefined => {
  const at = retryAfterOf(value, now);
  return at === null ? undefined : (at.getTime() - now.getTime()) / 1_000;
};

describe('Retry-After (D10)', () => {
  it.each([
    ['900', 900],
    [' 5 ', 5],
    ['172800', 86_400],
    ['999999999999', 86_400],
    ['Sat, 10 Jan 2026 12:15:00 GMT', 899.5],
    ['Saturday, 10-Jan-26 12:15:00 GMT', 899.5],
    ['Sat Jan 10 12:15:00 2026', 899.5],
    ['Sat, 10 Jan 2099 12:15:00 GMT', 86_400],
  ])('%s is in %f s', (value, seconds) => {
    expect(after(value)).toBe(seconds);
  });

  it.each([undefined, '', '0', '-5', '1.5', 'soon', 'Sat, 10 Jan 2026 11:00:00 GMT', '9e9'])(
    '%s is ignored',
    (value) => {
      expect(after(value)).toBeUndefined();
    },
  );

  it('is never past nor more than a day ahead, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String)), (value) => {
        const seconds = after(value) ?? 1;
        expect(seconds > 0 && seconds <= 86_400).toBe(true);
      }),
    );
  });
});

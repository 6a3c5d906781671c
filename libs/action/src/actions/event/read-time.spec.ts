import fc from 'fast-check';
import { readTime } from './read-time.ts';

it.each([
  ['1767225600', '2026-01-01T00:00:00.000Z'],
  ['0', '1970-01-01T00:00:00.000Z'],
  ['-1', '1969-12-31T23:59:59.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T10:20', '2026-01-31T10:20:00.000Z'],
  ['2026-01-31 10:20:30 +0200', '2026-01-31T08:20:30.000Z'],
  ['2026-01-31T10:20:30.1239-05:30', '2026-01-31T15:50:30.123Z'],
  ['2026-01-31 10:20:30 UTC', '2026-01-31T10:20:30.000Z'],
  ['Thu, 01 Jan 2026 00:00:00 GMT', '2026-01-01T00:00:00.000Z'],
  ['1 January 2026 05:06:07 +0100', '2026-01-01T04:06:07.000Z'],
  ['31 Dec 9999', '9999-12-31T00:00:00.000Z'],
])('reads %j', (text, expected) => {
  expect(new Date(readTime(text)!).toISOString()).toBe(expected);
});

it.each([
  '',
  'tomorrow',
  '1.5',
  '2026-02-30',
  '2026-13-01',
  '2026-01-01T24:00',
  '2026-01-01T10:60',
  '2026-01-01T10:20+99:00',
  '31 Foo 2026',
  '253402300800',
  '2026-01-31T10:20:30Zjunk',
])('refuses %j', (text) => {
  expect(readTime(text)).toBeUndefined();
});

it('reads any time as ISO 8601 writes it', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      (date) => {
        expect(readTime(date.toISOString())).toBe(date.getTime());
        expect(readTime(date.toUTCString())).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
      },
    ),
  );
});

import fc from 'fast-check';
import { callTimeOf } from './call-time.ts';

describe('the time of a call', () => {
  it.each([
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31t08:00:00z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31 08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00:00.1239Z', '2026-01-31T08:00:00.123Z'],
    ['2026-01-31T08:00:00+02:30', '2026-01-31T05:30:00.000Z'],
    ['2026-01-31T08:00:00 02:30', '2026-01-31T05:30:00.000Z'],
    ['2026-01-31T23:30:00-01:00', '2026-02-01T00:30:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s', (text, time) => {
    expect(callTimeOf(text)?.toISOString()).toBe(time);
  });

  it.each([
    '',
    'now',
    '2026-01-31',
    '2026-01-31T08:00Z',
    '2026-01-31T08:00:00',
    '2026-02-29T08:00:00Z',
    '2026-02-30T08:00:00Z',
    '2026-13-01T08:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T08:60:00Z',
    '2026-01-31T08:00:61Z',
    '2026-01-31T08:00:00+24:00',
    '2026-01-31T08:00:00+2:00',
    '1769846400',
    ' 2026-01-31T08:00:00Z',
  ])('%j is none', (text) => {
    expect(callTimeOf(text)).toBeUndefined();
  });

  it('is the instant it was written from, for any of four digits', () => {
    const min = new Date('0000-01-01T00:00:00Z');
    const max = new Date('9999-12-31T23:59:59.999Z');

    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
        expect(callTimeOf(date.toISOString())).toEqual(date);
      }),
    );
  });
});

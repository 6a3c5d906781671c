import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { advanced, amountsOf, calendarSteps, daySteps, weekSteps } from './date-time-steps.ts';

const zones = [
  'UTC',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const anyMoment = fc
  .tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(...zones))
  .map(([seconds, zone]) =>
    Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone),
  );

describe('for any moment and zone', () => {
  it.each(['year', 'quarter', 'month', 'week', 'day'] as const)(
    'the %s begins at or before it, ends at or after it, and the next begins at once',
    (unit) => {
      fc.assert(
        fc.property(anyMoment, fc.integer({ min: 0, max: 6 }), (moment, first) => {
          const steps = { ...calendarSteps, ...daySteps };
          const beginningOf = (at: Temporal.ZonedDateTime) =>
            unit === 'week'
              ? weekSteps.beginning_of_week(at, first)
              : steps[`beginning_of_${unit}`](at);
          const end =
            unit === 'week'
              ? weekSteps.end_of_week(moment, first)
              : steps[`end_of_${unit}`](moment);
          const beginning = beginningOf(moment);
          const next = end.add({ nanoseconds: 1 });

          expect(Temporal.ZonedDateTime.compare(beginning, moment)).toBeLessThanOrEqual(0);
          expect(Temporal.ZonedDateTime.compare(end, moment)).toBeGreaterThanOrEqual(0);
          expect(beginningOf(end).equals(beginning)).toBe(true);
          expect(beginningOf(next).equals(next)).toBe(true);
          if (unit === 'week') expect(beginning.dayOfWeek % 7).toBe(first);
        }),
      );
    },
  );

  it('amounts are read back as they are written', () => {
    const units = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
    const anyAmount = fc.record({
      count: fc.integer({ min: -50, max: 50 }),
      unit: fc.constantFrom(...units),
      plural: fc.constantFrom('', 's', 'S'),
      between: fc.constantFrom(' ', ', ', ' + ', ',+ '),
    });

    fc.assert(
      fc.property(fc.array(anyAmount), anyMoment, (amounts, moment) => {
        const text = amounts
          .map(({ count, unit, plural, between }) => `${between}${count} ${unit}${plural}`)
          .join('');
        const read = amountsOf(text);
        const expected = amounts.reduce(
          (at, { count, unit }) => at.add({ [`${unit}s`]: count }),
          moment,
        );

        if ('unknown' in read) throw new Error(read.unknown);
        expect(advanced(moment, read).equals(expected)).toBe(true);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { offsetFrom, offsetUnits } from './offset.ts';

const at = (
  time: string,
  amount: number,
  unit: (typeof offsetUnits)[number],
  zone = 'UTC',
): string => offsetFrom(new Date(time), { amount, unit }, zone).toISOString();

describe('an offset', () => {
  it('of hours is a fixed length, also over a change of the clock', () => {
    expect(at('2026-03-28T12:00:00Z', 24, 'hour', 'Europe/Berlin')).toBe(
      '2026-03-29T12:00:00.000Z',
    );
  });

  it('of days follows the calendar, also over a change of the clock', () => {
    expect(at('2026-03-28T12:00:00Z', 1, 'day', 'Europe/Berlin')).toBe('2026-03-29T11:00:00.000Z');
    expect(at('2026-10-24T12:00:00Z', 1, 'week', 'Europe/Berlin')).toBe('2026-10-31T13:00:00.000Z');
  });

  it('of months clamps to the last day', () => {
    expect(at('2026-01-31T10:00:00Z', 1, 'month')).toBe('2026-02-28T10:00:00.000Z');
    expect(at('2024-02-29T10:00:00Z', 1, 'year')).toBe('2025-02-28T10:00:00.000Z');
  });

  it('leads forward from a time that the clock skips', () => {
    expect(at('2026-03-28T01:30:00Z', 1, 'day', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('stays a time that can be stored, for any amount', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, noNaN: true }),
        fc.constantFrom(...offsetUnits),
        (amount, unit) => {
          const reached = offsetFrom(
            new Date('2026-01-01T00:00:00Z'),
            { amount: Math.floor(amount), unit },
            'UTC',
          );
          expect(reached.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-01-01T00:00:00Z'));
          expect(reached.getUTCFullYear()).toBeLessThanOrEqual(9999);
        },
      ),
    );
  });

  it('stays a time that can be stored, for an amount with more digits than a number holds', () => {
    for (const unit of offsetUnits) {
      expect(at('2026-01-01T00:00:00Z', Number('9'.repeat(400)), unit)).toBe(
        '9999-12-31T23:59:59.999Z',
      );
    }
  });
});

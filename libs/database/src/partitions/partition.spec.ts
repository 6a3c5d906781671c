import { describe, expect, it } from '@jest/globals';
import { lowestIdAt, newId, timeOf } from '@millwright/kernel';
import fc from 'fast-check';
import { WEEK_MS, isPartitioned, mondayOf, partitionBounds, partitionName } from './partition.ts';

const anyTime = fc.integer({ min: 0, max: 2 ** 48 - 1 - WEEK_MS });

describe('a partition', () => {
  it('begins on the UTC Monday', () => {
    expect(mondayOf(Date.UTC(2026, 10, 21, 10, 14))).toBe(Date.UTC(2026, 10, 16));
    expect(mondayOf(Date.UTC(2026, 10, 16))).toBe(Date.UTC(2026, 10, 16));
    expect(mondayOf(Date.UTC(2026, 10, 16) - 1)).toBe(Date.UTC(2026, 10, 9));
  });

  it('is named after its table and its Monday', () => {
    expect(partitionName('events', Date.UTC(2026, 10, 16))).toBe('events_p20261116');
    expect(partitionName('events', Date.UTC(10_500, 0, 5))).toBe('events_p0105000105');
  });

  it('is had by history tables alone', () => {
    expect(['events', 'action_runs', 'work', 'tasks'].map(isPartitioned)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('takes in every id of its week, for any time', () => {
    fc.assert(
      fc.property(anyTime, (ms) => {
        const { from, to } = partitionBounds(mondayOf(ms));
        const id = `${lowestIdAt(ms).slice(0, 14)}7abc${newId().slice(18)}`;

        expect(from <= lowestIdAt(ms) && lowestIdAt(ms) < to).toBe(true);
        expect(from <= id && id < to).toBe(true);
      }),
    );
  });

  it('begins where the one before ends, for any week', () => {
    fc.assert(
      fc.property(anyTime, (ms) => {
        const monday = mondayOf(ms);

        expect(partitionBounds(monday).to).toBe(partitionBounds(monday + WEEK_MS).from);
        expect(timeOf(partitionBounds(monday).from)).toBe(Math.max(0, monday));
      }),
    );
  });
});

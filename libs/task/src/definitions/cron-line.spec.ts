import { describe, expect, it } from '@jest/globals';
import { parseCron } from './cron-line.ts';
import type { CronLine } from './cron-line.ts';

const read = (text: string): CronLine => {
  const line = parseCron(text);
  if (typeof line === 'string') throw new Error(line);
  return line;
};

describe('a cron line', () => {
  it('has ranges, lists, steps and names', () => {
    const line = read('*/20 8-10,22 1,15 jan-mar/2 mon-fri');

    expect([...line.minutes]).toEqual([0, 20, 40]);
    expect([...line.hours]).toEqual([8, 9, 10, 22]);
    expect([...line.days]).toEqual([1, 15]);
    expect([...line.months]).toEqual([1, 3]);
    expect([...line.weekdays]).toEqual([1, 2, 3, 4, 5]);
    expect(line.eitherDay).toBe(true);
  });

  it('calls Sunday 0 or 7', () => {
    expect([...read('0 0 * * 7').weekdays]).toEqual([0]);
    expect([...read('0 0 * * sun').weekdays]).toEqual([0]);
    expect([...read('0 0 * * 5-7').weekdays].sort()).toEqual([0, 5, 6]);
    expect([...read('0 0 * * sat-sun').weekdays].sort()).toEqual([0, 6]);
    expect([...read('0 0 * * sun-mon').weekdays].sort()).toEqual([0, 1]);
    expect([...read('0 0 * * sun-sun').weekdays]).toEqual([0]);
  });

  it('restricts days only where both are given', () => {
    expect(read('0 0 1 * *').eitherDay).toBe(false);
    expect(read('0 0 * * 1').eitherDay).toBe(false);
  });

  it('keeps its zone', () => {
    expect(read('0 0 * * * Europe/Berlin').timezone).toBe('Europe/Berlin');
    expect(read('0 0 * * *')).not.toHaveProperty('timezone');
  });
});

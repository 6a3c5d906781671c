import { describe, expect, it } from '@jest/globals';
import { FakeClock } from './fake-clock.ts';

describe('a fake clock', () => {
  it('stands still until it is told otherwise', () => {
    const clock = new FakeClock(new Date('2026-01-05T12:00:00Z'));
    const start = clock.now();

    clock.advance(1_500);
    const later = clock.now();
    clock.set(Date.UTC(2030, 0, 1));

    expect([start, later, clock.now()]).toEqual([
      Date.UTC(2026, 0, 5, 12),
      Date.UTC(2026, 0, 5, 12) + 1_500,
      Date.UTC(2030, 0, 1),
    ]);
  });
});

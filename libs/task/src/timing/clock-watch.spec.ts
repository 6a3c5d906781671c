import { ClockWatch } from './clock-watch.ts';

const START_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

describe('a watch over the clock of the database', () => {
  let steadyMs = 0;
  let watch: ClockWatch;
  const noteAfter = (steady: number, clock: number) => {
    steadyMs = steady;
    return watch.note(new Date(START_MS + clock));
  };

  beforeEach(() => {
    watch = new ClockWatch(() => steadyMs);
    noteAfter(0, 0);
  });

  it('finds a clock steady that goes on as time does, late looks included', () => {
    expect(noteAfter(2_000, 2_000)).toBe('steady');
    expect(noteAfter(9_000, 4_000)).toBe('steady');
    expect(watch.believesLeases()).toBe(true);
  });

  it('believes no ended lease for a while after a leap ahead, and then again', () => {
    expect(noteAfter(2_000, HOUR_MS)).toBe('leapt ahead');
    expect(watch.believesLeases()).toBe(false);
    expect(noteAfter(31_000, HOUR_MS + 29_000)).toBe('steady');
    expect(watch.believesLeases()).toBe(false);

    steadyMs = 32_000;

    expect(watch.believesLeases()).toBe(true);
  });

  it('notices a clock that is set back', () => {
    expect(noteAfter(2_000, -HOUR_MS)).toBe('set back');
    expect(watch.believesLeases()).toBe(true);
  });
});

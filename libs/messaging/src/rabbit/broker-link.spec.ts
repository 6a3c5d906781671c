import { pauseBeforeRetryMs } from './broker-link.ts';

describe('the pause before another try to connect', () => {
  it('is a second at most, so that work goes on soon after the broker is back', () => {
    const pauses = Array.from({ length: 100 }, (_none, index) => pauseBeforeRetryMs(index + 1));

    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(50);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Tally } from './tally.mjs';

describe('the sum at the end of npm test', () => {
  it('adds the numbers of every tier and of every check', () => {
    const tally = new Tally();
    tally.check('lint', true);
    tally.jest('unit', 0, { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0 });

    expect(tally.lines(true).at(-1)).toBe('8 passed, 0 failed');
  });

  it('counts a test file that could not even be loaded', () => {
    const tally = new Tally();
    tally.jest('unit', 1, { numPassedTests: 7, numFailedTests: 2, numRuntimeErrorTestSuites: 1 });

    expect(tally.lines(true)).toEqual(['Failed: unit', '7 passed, 3 failed']);
  });

  it('counts a run that broke without leaving a report', () => {
    const tally = new Tally();
    tally.jest('e2e', 1, undefined);

    expect(tally.lines(true).at(-1)).toBe('0 passed, 1 failed');
  });

  it('names what could not be run, and fails on it only where that is asked for', () => {
    const tally = new Tally();
    tally.notRun.push('e2e on processes (needs RabbitMQ)');

    expect(tally.lines(false).at(-1)).toBe('0 passed, 0 failed');
    expect(tally.lines(true)).toEqual([
      'Could not be run: e2e on processes (needs RabbitMQ)',
      'Failed: not run: e2e on processes (needs RabbitMQ)',
      '0 passed, 1 failed',
    ]);
  });
});

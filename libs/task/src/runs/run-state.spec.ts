import { isFinal, mayBecome, mayCancel, mayRetry, runStates } from './run-state.ts';

describe('the state machine of runs', () => {
  it('lets a final state be left only by a retry', () => {
    for (const from of runStates.filter(isFinal)) {
      expect(runStates.filter((to) => mayBecome(from, to))).toEqual(['due']);
    }
  });

  it('lets every open state end', () => {
    for (const from of runStates.filter((state) => !isFinal(state))) {
      expect(mayBecome(from, 'failed')).toBe(true);
      expect(mayBecome(from, 'cancelled')).toBe(true);
    }
  });

  it('allows a manual retry of what failed or was cancelled, and of a task run that did nothing', () => {
    expect(mayRetry('action', 'failed', 0)).toBe(true);
    expect(mayRetry('task', 'cancelled', 0)).toBe(true);
    expect(mayRetry('task', 'succeeded', 0)).toBe(true);
    expect(mayRetry('task', 'succeeded', 1)).toBe(false);
    expect(mayRetry('action', 'succeeded', 0)).toBe(false);
    expect(mayRetry('task', 'due', 0)).toBe(false);
  });

  it('allows cancelling what has not started, and a started task run, but no started action', () => {
    expect(mayCancel('action', 'scheduled')).toBe(true);
    expect(mayCancel('task', 'started')).toBe(true);
    expect(mayCancel('action', 'started')).toBe(false);
    expect(mayCancel('task', 'succeeded')).toBe(false);
  });
});

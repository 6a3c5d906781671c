import { getEventListeners } from 'node:events';
import { AbortHooks } from './abort-hooks.ts';

describe('hooks on a signal that many share', () => {
  it('are all called when it aborts, but for those taken back', () => {
    const hooks = new AbortHooks();
    const { signal, abort } = controlled();
    const called: string[] = [];
    hooks.on(signal, () => called.push('first'));
    const forget = hooks.on(signal, () => called.push('second'));
    hooks.on(signal, () => called.push('third'));

    forget();
    abort();

    expect(called).toEqual(['first', 'third']);
  });

  it('make one listener, however many there are', () => {
    const hooks = new AbortHooks();
    const { signal } = controlled();

    for (let count = 0; count < 1_000; count += 1) hooks.on(signal, () => undefined);

    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  it('keep signals apart', () => {
    const hooks = new AbortHooks();
    const [one, other] = [controlled(), controlled()];
    let calls = 0;
    hooks.on(other.signal, () => (calls += 1));

    one.abort();

    expect(calls).toBe(0);
  });
});

function controlled(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

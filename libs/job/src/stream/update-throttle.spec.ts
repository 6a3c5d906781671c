import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import type { JobUpdate } from './job-update.ts';
import { UpdateThrottle } from './update-throttle.ts';

class StillClock {
  ms = 1_000;
  now(): number {
    return this.ms;
  }
}

const update = (more: Partial<JobUpdate> = {}): JobUpdate => ({
  running: true,
  completed: false,
  ...more,
});
const final = update({
  running: false,
  completed: true,
  success: true,
  only_result: new RawJson('1'),
});

describe('a throttle of updates', () => {
  it('lets the first one through, and holds the next until 100 ms have passed', () => {
    const clock = new StillClock();
    const throttle = new UpdateThrottle(clock);

    expect(throttle.offer(update())).toEqual(update());
    expect(throttle.dueInMs).toBeUndefined();
    clock.ms += 30;
    expect(throttle.offer(update({ new_logs: 'a', log_offset: 1 }))).toBeUndefined();
    expect(throttle.dueInMs).toBe(70);
    clock.ms += 69;
    expect(throttle.take()).toBeUndefined();
    clock.ms += 1;
    expect(throttle.take()).toEqual(update({ new_logs: 'a', log_offset: 1 }));
    expect(throttle.take()).toBeUndefined();
  });

  it('never holds the final one back, and lets it tell what was', () => {
    const throttle = new UpdateThrottle(new StillClock());
    throttle.offer(update());
    throttle.offer(update({ new_logs: 'a', log_offset: 1 }));

    expect(throttle.offer({ ...final, new_logs: 'b', log_offset: 2 })).toEqual({
      ...final,
      new_logs: 'ab',
      log_offset: 2,
    });
    expect(throttle.dueInMs).toBeUndefined();
  });

  it('keeps the logs of one that is followed by one without', () => {
    const throttle = new UpdateThrottle(new StillClock());
    throttle.offer(update());
    throttle.offer(update({ new_logs: 'a', log_offset: 1 }));

    expect(throttle.offer(final)).toEqual({ ...final, new_logs: 'a', log_offset: 1 });
  });

  it('waits no longer because the clock was set back', () => {
    const clock = new StillClock();
    const throttle = new UpdateThrottle(clock);
    throttle.offer(update());
    clock.ms -= 3_600_000;

    throttle.offer(update());

    expect(throttle.dueInMs).toBe(100);
    clock.ms += 100;
    expect(throttle.take()).toEqual(update());
  });

  it('sends, for any updates, all of the logs and never two within 100 ms but the final one', () => {
    const step = fc.record({ ms: fc.nat(150), log: fc.option(fc.string({ maxLength: 3 })) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const clock = new StillClock();
        const throttle = new UpdateThrottle(clock);
        const sent: { at: number; update: JobUpdate }[] = [];
        const send = (one: JobUpdate | undefined) => {
          if (one !== undefined) sent.push({ at: clock.ms, update: one });
        };
        let log = '';

        for (const { ms, log: news } of steps) {
          clock.ms += ms;
          send(throttle.take());
          log += news ?? '';
          const logs = news === null ? {} : { new_logs: news, log_offset: Buffer.byteLength(log) };
          send(throttle.offer(update(logs)));
        }
        send(throttle.offer(final));

        expect(sent.map(({ update: { new_logs } }) => new_logs ?? '').join('')).toBe(log);
        const times = sent.slice(0, -1).map(({ at }) => at);
        const gaps = times.slice(1).map((at, index) => at - times[index]!);
        expect(gaps.every((gap) => gap >= 100)).toBe(true);
        expect(sent.at(-1)!.update).toMatchObject({ completed: true });
      }),
    );
  });
});

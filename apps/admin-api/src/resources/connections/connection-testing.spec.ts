import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@millwright/kernel';
import { openLocalBus, type MessageBus } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { ConnectionTesting } from './connection-testing.ts';

describe('who waits for the test of a Connection', () => {
  let bus: MessageBus;
  let testing: ConnectionTesting;

  beforeEach(() => {
    bus = openLocalBus({ logger: silentLogger });
    testing = new ConnectionTesting(bus);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await bus.close();
  });

  const test = () => testing.test(newId(), newId());

  it('is told after 30 s that no task-runner answers', async () => {
    jest.useFakeTimers();

    const refused = expect(test()).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
      message: expect.stringContaining('no task-runner has tested it within 30 s'),
    });
    jest.advanceTimersByTime(30_000);

    await refused;
  });

  it('is told at once that the broker is away', async () => {
    await bus.close();

    await expect(test()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('broker'),
    });
  });

  it('is one of so many at most', async () => {
    jest.useFakeTimers();
    const waiting = Array.from({ length: 50 }, () => test());

    await expect(test()).rejects.toMatchObject({ code: 'rate_limited', status: 429 });

    jest.advanceTimersByTime(30_000);
    const ends = await Promise.allSettled(waiting);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    const again = expect(test()).rejects.toMatchObject({ code: 'unavailable' });
    jest.advanceTimersByTime(30_000);
    await again;
  });
});

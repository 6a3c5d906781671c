import { lowestIdAt } from '@millwright/kernel';
import { EVENT_SHARDS } from '@millwright/messaging';
import { eventQueueOf, queueOfEvent, SLICE_MS } from './event-queue.ts';

describe('the queue of an event', () => {
  it('follows from its id', () => {
    expect(eventQueueOf('01000000-0000-7000-8000-00000000000b')).toBe('events.0');
    expect(eventQueueOf('01000000-0008-7000-8000-00000000000b')).toBe('events.1');
    expect(eventQueueOf('01000000-FFFF-7000-8000-00000000FFFF')).toBe('events.7');
  });

  it('is the same for what arrives together', () => {
    const start = 1_800_000_000_000;
    const queues = Array.from({ length: SLICE_MS }, (_, ms) =>
      eventQueueOf(lowestIdAt(start + ms)),
    );
    expect(new Set(queues).size).toBe(1);
  });

  it('is one for all events of a Workspace that keeps their order', () => {
    const workspaceId = '019a9c1e-0000-7000-8000-00000000abcd';
    const queues = Array.from({ length: 64 }, (_, turn) =>
      queueOfEvent({ id: lowestIdAt(turn * SLICE_MS), workspaceId, keepsOrder: true }),
    );
    expect(new Set(queues)).toEqual(new Set(['events.5']));
    const id = lowestIdAt(SLICE_MS);
    expect(queueOfEvent({ id, workspaceId })).toBe(eventQueueOf(id));
  });

  it('takes turns', () => {
    const queues = Array.from({ length: EVENT_SHARDS }, (_, turn) =>
      eventQueueOf(lowestIdAt(turn * SLICE_MS)),
    );
    expect(new Set(queues).size).toBe(EVENT_SHARDS);
  });
});

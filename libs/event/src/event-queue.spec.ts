import { newId } from '@millwright/kernel';
import { EVENT_SHARDS } from '@millwright/messaging';
import { eventQueueOf } from './event-queue.ts';

describe('the queue of an event', () => {
  it('follows from its id', () => {
    expect(eventQueueOf('01000000-0000-7000-8000-00000000000b')).toBe('events.3');
    expect(eventQueueOf('01000000-0000-7000-8000-00000000FFFF')).toBe('events.7');
  });

  it('spreads events over all shards', () => {
    const queues = new Set(Array.from({ length: 500 }, () => eventQueueOf(newId())));
    expect(queues.size).toBe(EVENT_SHARDS);
  });
});

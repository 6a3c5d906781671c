/** How many shards the events are spread over. Each is routed in order, whatever the number of routers. */
export const EVENT_SHARDS = 8;

/** In the order in which work is preferred. */
export const priorities = ['high', 'normal', 'low'] as const;

export type Priority = (typeof priorities)[number];

/** A queue that work waits in, without the prefix of the installation. */
export type QueueName =
  `events.${number}` | `task-runs.${Priority}` | `action-runs.${Priority}` | 'calls';

/** The queues of accepted events, by shard. */
export const eventQueues: readonly QueueName[] = Array.from(
  { length: EVENT_SHARDS },
  (_, shard) => `events.${shard}` as const,
);

/** Every queue of work. */
export const queueNames: readonly QueueName[] = [
  ...eventQueues,
  ...priorities.map((priority) => `task-runs.${priority}` as const),
  ...priorities.map((priority) => `action-runs.${priority}` as const),
  'calls',
];

/** Where a message goes that every running instance is to hear. */
export const BROADCAST = 'broadcast';

/** Whether a queue is handed to one consumer at a time, so that its order holds across instances. */
export const isOrdered = (queue: string): boolean => queue.startsWith('events.');

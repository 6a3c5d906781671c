/** How many shards the events are spread over. Each is routed in order, whatever the number of routers. */
export const EVENT_SHARDS = 8;

/** In the order in which work is preferred. */
export const priorities = ['high', 'normal', 'low'] as const;

export type Priority = (typeof priorities)[number];

/** A queue that work waits in, without the prefix of the installation. */
export type QueueName =
  | `events.${number}`
  | `task-runs.${Priority}`
  | `action-runs.${Priority}`
  | 'calls'
  | 'deliveries'
  | 'provider-fetches'
  | 'connection-tests';

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
  'deliveries',
  'provider-fetches',
  'connection-tests',
];

const STALE_MS: { readonly [Queue in QueueName]?: number } = {
  'provider-fetches': 6_000,
  'connection-tests': 30_000,
};

/** After how long what nobody took is of no use any more: who asked has gone. In milliseconds; undefined: it is kept. */
export const staleAfterMs = (queue: QueueName): number | undefined => STALE_MS[queue];

/**
 * After how long a message of a queue is of no use any more, as another tells the same by then. It goes with each
 * message: the arguments of a queue that is there already cannot be changed. In milliseconds; undefined: it is kept.
 */
export const toldAgainAfterMs = (queue: string): number | undefined =>
  queue === 'deliveries' ? 6_000 : undefined;

/** Where a message goes that every running instance is to hear. */
export const BROADCAST = 'broadcast';

/** What replies are called where the address does not matter: handlers, metrics, logs. */
export const REPLIES = 'replies';

/** Where a message goes that one running instance is to hear. */
export type ReplyQueue = `${typeof REPLIES}.${string}`;

/** The way to the bus with this `MessageBus.address`. */
export const replyTo = (address: string): ReplyQueue => `${REPLIES}.${address}`;

/** Whether messages are for who listens now, and kept for nobody else. */
export const isHeardOnly = (queue: string): boolean =>
  queue === BROADCAST || familyOf(queue) === REPLIES;

/** A queue's name where there must be few of them: replies are one family, whatever their address. */
export const familyOf = (queue: string): string =>
  queue.startsWith(`${REPLIES}.`) ? REPLIES : queue;

/** Whether a queue is handed to one consumer at a time, so that its order holds across instances. */
export const isOrdered = (queue: string): boolean => queue.startsWith('events.');

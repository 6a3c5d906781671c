import type { RabbitOptions } from '../bus-options.ts';
import type { DeadMessage } from '../local/local-bus.ts';
import type { MessageBus } from '../message-bus.ts';
import type { QueueName } from '../queue-name.ts';

/** A bus under test, and what a test may look at behind it. */
export interface OpenedBus {
  readonly bus: MessageBus;
  /** What was parked of a queue, oldest first. */
  deadOf(queue: QueueName): Promise<readonly DeadMessage[]>;
  /** Closes the bus and leaves nothing of it behind. */
  close(): Promise<void>;
}

/** Opens a bus with nothing in its queues. */
export type OpenBus = (options?: Partial<RabbitOptions>) => Promise<OpenedBus>;

import type { BROADCAST, QueueName, REPLIES } from '../queue-name.ts';
import type { Verdict } from '../stage/verdict.ts';
import type { MessageContext } from './message-context.ts';

/** A handler and the queue it wants. */
export interface Subscription {
  readonly queue: QueueName | typeof BROADCAST | typeof REPLIES;
  readonly prefetch: number;
  /** Calls the handler; settles as it does. */
  deliver(body: Buffer, context: MessageContext): Promise<void>;
}

/** A message as it was handed to one consumer. */
export interface Delivery {
  readonly id: string;
  readonly body: Buffer;
  readonly redelivered: boolean;
  /** Rises in the order of delivery. */
  readonly position: number;
}

/** A queue as one consumer sees it. No method throws when the connection is gone: what was in hand comes again. */
export interface Source<Each extends Delivery = Delivery> {
  /** From now on, and after every reconnect, messages are handed over: as many as the prefetch at once. */
  start(): Promise<void>;
  /** Once this has resolved, nothing more is handed over. */
  stop(): Promise<void>;
  /** The message is done. */
  ack(delivery: Each): void;
  /** The messages are handed over again, to whoever is there, in their order. */
  putBack(deliveries: readonly Each[]): void;
  /** Keeps the message aside with the reason. @throws BrokerUnavailableError */
  park(delivery: Each, verdict: Exclude<Verdict, { kind: 'ack' }>): Promise<void>;
  /** Gives back whatever was not acked. */
  close(): Promise<void>;
}

/** All that one server consumes. */
export interface Consuming {
  close(): Promise<void>;
}

import { newId } from '@millwright/kernel';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { BROADCAST, QueueName, ReplyQueue } from './queue-name.ts';

/** A message on its way out. `body` must not be changed after it was handed over. */
export interface OutgoingMessage {
  /**
   * `broadcast` reaches every instance that listens now, and is kept for none that does not. So do replies
   * (`replyTo(address)`), but they reach only the instance with that address.
   */
  readonly queue: QueueName | typeof BROADCAST | ReplyQueue;
  readonly body: Buffer;
  /** What the message is about, for logs and for whoever consumes it; need not be unique. */
  readonly id: string;
}

/**
 * Carries messages between the apps. Whoever published is told only once the message is kept; whoever consumes has it
 * until the handler is done, and may get it twice. An abstract class, so that it is its own injection token.
 *
 * @example await bus.publish({ queue: 'task-runs.normal', body: encodeMessage(taskRunRequested, head), id: runId });
 */
export abstract class MessageBus {
  /** Where replies to this instance go, by `replyTo(bus.address)`. The same as long as the bus lives. */
  readonly address: string = newId();

  /** Resolves once the message is kept. @throws BrokerUnavailableError at once when the broker is away or blocked. */
  abstract publish(message: OutgoingMessage): Promise<void>;
  /**
   * Sends all in one burst, and resolves once every one is kept. It rejects when any was not, though others may have
   * been: publish them all again. @throws BrokerUnavailableError
   */
  abstract publishAll(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Whether a message published now has a chance. */
  abstract isAvailable(): boolean;
  /** Calls `then` each time the bus becomes available after it was not. Gives the function that ends this. */
  abstract onAvailable(then: () => void): () => void;
  /**
   * Calls `then` each time replies can come from now on: what was sent before is lost, so whoever waits for one looks
   * elsewhere. Never where they always can. Gives the function that ends this.
   */
  abstract onRepliesBound(then: () => void): () => void;
  /** A new transport strategy for a Nest app, which consumes from this bus what the app's handlers name. */
  abstract server(): CustomTransportStrategy;
  /** For health checks: both directions work. @throws BrokerUnavailableError */
  abstract check(): Promise<void>;
  /** Closes the servers that are still open, then the bus. */
  abstract close(): Promise<void>;
}

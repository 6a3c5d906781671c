import type { CustomTransportStrategy } from '@nestjs/microservices';
import { BrokerUnavailableError } from '../broker.errors.ts';
import { settingsOf, type BusOptions } from '../bus-options.ts';
import { Consumer, type ConsumerSettings } from '../consuming/consumer.ts';
import { MessageServer } from '../consuming/message-server.ts';
import type { Consuming, Subscription } from '../consuming/source.ts';
import { MessageBus, type OutgoingMessage } from '../message-bus.ts';
import { isHeardOnly, isOrdered, replyTo, REPLIES } from '../queue-name.ts';
import { LocalQueue, type LocalMessage, type QueueCapacity } from './local-queue.ts';
import { LocalSource } from './local-source.ts';

/** A message that could not be handled, and why. */
export interface DeadMessage {
  readonly id: string;
  readonly body: Buffer;
  readonly code: string;
  readonly reason: string;
}

/** What a local bus is opened with. */
export interface LocalBusOptions extends BusOptions {
  /** How much may wait in each queue. Default: 100,000 messages, or 64 MiB. */
  readonly capacity?: QueueCapacity;
}

const CAPACITY: QueueCapacity = { messages: 100_000, bytes: 64 * 1_024 * 1_024 };
const DEAD_KEPT = 1_000;

/**
 * The bus inside one process: every server of it consumes the same queues. What waits is lost with the process, and a
 * full queue refuses more: whoever publishes here has a row of it, which outlives both.
 */
export class LocalBus extends MessageBus {
  private readonly settings: ConsumerSettings;
  private readonly queues = new Map<string, LocalQueue>();
  private readonly listeners = new Map<LocalQueue, string>();
  private readonly consumings = new Set<Consuming>();
  private readonly dead = new Map<string, DeadMessage[]>();
  private readonly capacity: QueueCapacity;
  private isClosed = false;

  constructor(options: LocalBusOptions) {
    super();
    this.settings = settingsOf(options);
    this.capacity = options.capacity ?? CAPACITY;
  }

  override publish(message: OutgoingMessage): Promise<void> {
    return this.publishAll([message]);
  }

  override async publishAll(messages: readonly OutgoingMessage[]): Promise<void> {
    const refused = messages.filter((message) => !this.isTaken(message));
    this.throwIfClosed();
    if (refused.length > 0) {
      const queues = [...new Set(refused.map(({ queue }) => queue))].join(', ');
      throw new BrokerUnavailableError(`too much waits in ${queues} already`);
    }
  }

  override isAvailable(): boolean {
    return !this.isClosed;
  }

  /** Never calls: a local bus is there until it is closed for good. */
  override onAvailable(): () => void {
    return () => undefined;
  }

  /** Never calls: nothing comes between the two ends of a local bus. */
  override onRepliesBound(): () => void {
    return () => undefined;
  }

  override server(): CustomTransportStrategy {
    return new MessageServer((subscriptions) => this.consume(subscriptions));
  }

  override async check(): Promise<void> {
    this.throwIfClosed();
  }

  override async close(): Promise<void> {
    await Promise.all([...this.consumings].map((consuming) => consuming.close()));
    this.isClosed = true;
    this.queues.clear();
  }

  /** The last thousand messages of a queue that could not be handled, oldest first. */
  deadOf(queue: string): readonly DeadMessage[] {
    return this.dead.get(queue) ?? [];
  }

  private isTaken({ queue, id, body }: OutgoingMessage): boolean {
    const isTaken = !this.isClosed && this.put(queue, { id, body, redelivered: false });
    const { meter } = this.settings;
    if (isTaken) meter.published(queue);
    else meter.publishFailed(queue);
    return isTaken;
  }

  private put(queue: OutgoingMessage['queue'], message: LocalMessage): boolean {
    if (!isHeardOnly(queue)) return this.queueNamed(queue).push(message);
    // A listener that is stuck misses what it should hear, as one that is away does.
    for (const [listener, heard] of this.listeners) if (heard === queue) listener.push(message);
    return true;
  }

  private throwIfClosed(): void {
    if (this.isClosed)
      throw new BrokerUnavailableError('the bus is closed: the process is stopping');
  }

  private consume(subscriptions: readonly Subscription[]): Consuming {
    const closings = subscriptions.map((subscription) => this.subscribe(subscription));
    const consuming: Consuming = {
      close: async () => {
        await Promise.all(closings.map((close) => close()));
        this.consumings.delete(consuming);
      },
    };
    this.consumings.add(consuming);
    return consuming;
  }

  private subscribe(subscription: Subscription): () => Promise<void> {
    const { queue: name, prefetch } = subscription;
    const isListener = isHeardOnly(name);
    const queue = isListener ? new LocalQueue(false, this.capacity) : this.queueNamed(name);
    if (isListener) this.listeners.set(queue, name === REPLIES ? replyTo(this.address) : name);
    const source = new LocalSource({
      queue,
      prefetch,
      receive: (delivery) => consumer.receive(delivery),
      park: (message, { code, reason }) => this.bury(name, { ...message, code, reason }),
    });
    const consumer: Consumer = new Consumer(subscription, source, this.settings);
    void consumer.start();
    return () => {
      this.listeners.delete(queue);
      return consumer.close();
    };
  }

  private bury(queue: string, { id, body, code, reason }: DeadMessage): void {
    const dead = this.dead.get(queue) ?? [];
    dead.push({ id, body, code, reason });
    this.dead.set(queue, dead.slice(-DEAD_KEPT));
  }

  private queueNamed(name: string): LocalQueue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new LocalQueue(isOrdered(name), this.capacity);
    this.queues.set(name, queue);
    return queue;
  }
}

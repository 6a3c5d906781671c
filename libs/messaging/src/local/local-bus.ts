import type { CustomTransportStrategy } from '@nestjs/microservices';
import { BrokerUnavailableError } from '../broker.errors.ts';
import { settingsOf, type BusOptions } from '../bus-options.ts';
import { Consumer, type ConsumerSettings } from '../consuming/consumer.ts';
import { MessageServer } from '../consuming/message-server.ts';
import type { Consuming, Subscription } from '../consuming/source.ts';
import { MessageBus, type OutgoingMessage } from '../message-bus.ts';
import { BROADCAST, isOrdered } from '../queue-name.ts';
import { LocalQueue, type LocalMessage } from './local-queue.ts';
import { LocalSource } from './local-source.ts';

/** A message that could not be handled, and why. */
export interface DeadMessage {
  readonly id: string;
  readonly body: Buffer;
  readonly code: string;
  readonly reason: string;
}

const DEAD_KEPT = 1_000;

/** The bus inside one process: every server of it consumes the same queues. What waits is lost with the process. */
export class LocalBus extends MessageBus {
  private readonly settings: ConsumerSettings;
  private readonly queues = new Map<string, LocalQueue>();
  private readonly listening = new Set<LocalQueue>();
  private readonly consumings = new Set<Consuming>();
  private readonly dead = new Map<string, DeadMessage[]>();
  private isClosed = false;

  constructor(options: BusOptions) {
    super();
    this.settings = settingsOf(options);
  }

  override async publish(message: OutgoingMessage): Promise<void> {
    this.put(message);
  }

  override async publishAll(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const message of messages) this.put(message);
  }

  override isAvailable(): boolean {
    return !this.isClosed;
  }

  /** Never calls: a local bus is there until it is closed for good. */
  override onAvailable(): () => void {
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

  private put({ queue, id, body }: OutgoingMessage): void {
    if (this.isClosed) this.settings.meter.publishFailed(queue);
    this.throwIfClosed();
    const message: LocalMessage = { id, body, redelivered: false };
    if (queue === BROADCAST) for (const each of this.listening) each.push(message);
    else this.queueNamed(queue).push(message);
    this.settings.meter.published(queue);
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
    const isBroadcast = name === BROADCAST;
    const queue = isBroadcast ? new LocalQueue(false) : this.queueNamed(name);
    if (isBroadcast) this.listening.add(queue);
    const source = new LocalSource({
      queue,
      prefetch,
      receive: (delivery) => consumer.receive(delivery),
      park: (message, { code, reason }) => this.bury(name, { ...message, code, reason }),
    });
    const consumer: Consumer = new Consumer(subscription, source, this.settings);
    void consumer.start();
    return () => {
      this.listening.delete(queue);
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
    const queue = new LocalQueue(isOrdered(name));
    this.queues.set(name, queue);
    return queue;
  }
}

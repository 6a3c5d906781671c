import type { Logger } from '@millwright/observability';
import type { Channel, ChannelModel, Options } from 'amqplib';
import type { Source, Subscription } from '../consuming/source.ts';
import { BROADCAST, isHeardOnly, REPLIES, type ReplyQueue } from '../queue-name.ts';
import type { Verdict } from '../stage/verdict.ts';
import type { Publisher } from './publisher.ts';
import { RabbitSession, type RabbitDelivery } from './rabbit-session.ts';
import { deadTwinOf, type Topology } from './topology.ts';

/** What a source of replies needs besides. */
export interface RepliesHeard {
  /** The routing key of this instance, which outlives its connections and their queues. */
  readonly key: ReplyQueue;
  /** Tells that replies come from now on, and that those before may have been missed. */
  bound(): void;
}

/** What a {@link RabbitSource} is made of. */
export interface RabbitSourceOptions {
  readonly subscription: Subscription;
  readonly prefix: string;
  readonly topology: Topology;
  readonly publisher: Publisher;
  readonly replies: RepliesHeard;
  readonly logger: Logger;
  readonly receive: (delivery: RabbitDelivery) => void;
  readonly reconnect: (reason: string) => void;
}

/** A queue at the broker, consumed over a channel of its own on each connection. */
export class RabbitSource implements Source<RabbitDelivery> {
  private session: RabbitSession | undefined;
  private isWanted = false;

  constructor(private readonly options: RabbitSourceOptions) {}

  /** Goes on over a new connection. */
  async attach(model: ChannelModel): Promise<void> {
    const { logger, receive, reconnect, subscription } = this.options;
    const channel = await model.createChannel();
    channel.on('error', (error) =>
      logger.error({ message: 'broker.channel_failed', queue: subscription.queue, error }),
    );
    await channel.prefetch(subscription.prefetch);
    const queue = await this.queueOn(channel);
    const session = new RabbitSession(channel, queue, subscription.prefetch, {
      received: receive,
      cancelled: () => reconnect(`the broker cancelled the consumer of ${subscription.queue}`),
    });
    this.session = session;
    channel.on('close', () => {
      if (this.session !== session) return;
      this.session = undefined;
      reconnect(`the channel of ${subscription.queue} was closed`);
    });
    if (this.isWanted) await session.start();
    if (subscription.queue === REPLIES) this.options.replies.bound();
  }

  async start(): Promise<void> {
    this.isWanted = true;
    await this.session?.start().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.isWanted = false;
    await this.session?.stop();
  }

  ack(delivery: RabbitDelivery): void {
    delivery.session.ack(delivery);
  }

  putBack(deliveries: readonly RabbitDelivery[]): void {
    for (const delivery of deliveries) delivery.session.nack(delivery);
  }

  async park(
    { id, body }: RabbitDelivery,
    { code, reason }: Exclude<Verdict, { kind: 'ack' }>,
  ): Promise<void> {
    const { queue } = this.options.subscription;
    if (isHeardOnly(queue)) return;
    const headers = {
      'x-dead-code': code,
      'x-dead-reason': reason,
      'x-dead-queue': queue,
      'x-dead-at': new Date().toISOString(),
    };
    const routingKey = deadTwinOf(queue);
    await this.options.publisher.send([{ routingKey, id, body, headers, mustBeKept: true }]);
  }

  async close(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    await session?.close();
  }

  private async queueOn(channel: Channel): Promise<string> {
    const { subscription, prefix, replies } = this.options;
    if (subscription.queue === BROADCAST) {
      return this.ownQueueOn(channel, BROADCAST, { autoDelete: true });
    }
    if (subscription.queue !== REPLIES) return `${prefix}.${subscription.queue}`;
    // It lives as long as its connection: a consumer that pauses misses no reply.
    const queue = await this.ownQueueOn(channel, replies.key);
    return queue;
  }

  private async ownQueueOn(
    channel: Channel,
    key: string,
    options: Options.AssertQueue = {},
  ): Promise<string> {
    const { queue } = await channel.assertQueue('', { exclusive: true, ...options });
    await channel.bindQueue(queue, this.options.topology.exchange, key);
    return queue;
  }
}

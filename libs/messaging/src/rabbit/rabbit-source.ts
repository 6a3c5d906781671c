import type { Logger } from '@millwright/observability';
import type { Channel, ChannelModel } from 'amqplib';
import type { Source, Subscription } from '../consuming/source.ts';
import { BROADCAST } from '../queue-name.ts';
import type { Verdict } from '../stage/verdict.ts';
import type { Publisher } from './publisher.ts';
import { RabbitSession, type RabbitDelivery } from './rabbit-session.ts';
import { deadTwinOf, type Topology } from './topology.ts';

/** What a {@link RabbitSource} is made of. */
export interface RabbitSourceOptions {
  readonly subscription: Subscription;
  readonly prefix: string;
  readonly topology: Topology;
  readonly publisher: Publisher;
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
    if (queue === BROADCAST) return;
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
    const { subscription, prefix, topology } = this.options;
    if (subscription.queue !== BROADCAST) return `${prefix}.${subscription.queue}`;
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    await channel.bindQueue(queue, topology.exchange, BROADCAST);
    return queue;
  }
}

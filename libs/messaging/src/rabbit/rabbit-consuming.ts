import type { ChannelModel } from 'amqplib';
import { Consumer, type ConsumerSettings } from '../consuming/consumer.ts';
import type { Consuming, Subscription } from '../consuming/source.ts';
import { BrokerLink } from './broker-link.ts';
import { closed } from './closing.ts';
import type { Publisher } from './publisher.ts';
import type { RabbitDelivery } from './rabbit-session.ts';
import { RabbitSource, type RepliesHeard } from './rabbit-source.ts';
import { declareTopology, type Topology } from './topology.ts';

/** What all servers of one bus consume with. */
export interface RabbitConsumingOptions {
  readonly url: string;
  readonly prefix: string;
  readonly topology: Topology;
  readonly publisher: Publisher;
  readonly settings: ConsumerSettings;
  readonly replies: RepliesHeard;
}

/** What one server consumes, over a connection of its own: a blocked publisher must not hold up its acks. */
export class RabbitConsuming implements Consuming {
  private readonly link: BrokerLink;
  private readonly sources: RabbitSource[] = [];
  private readonly consumers: Consumer<RabbitDelivery>[] = [];

  constructor(
    subscriptions: readonly Subscription[],
    private readonly options: RabbitConsumingOptions,
  ) {
    const { url, prefix, settings } = options;
    this.link = new BrokerLink({
      url,
      name: `${prefix} consuming`,
      logger: settings.logger,
      setUp: (model) => this.setUp(model),
    });
    for (const subscription of subscriptions) this.add(subscription);
    for (const consumer of this.consumers) void consumer.start();
    void this.link.open();
  }

  /** Whether messages can come. */
  isUp(): boolean {
    return this.link.isUp();
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await this.link.close();
  }

  private add(subscription: Subscription): void {
    const { prefix, topology, publisher, settings, replies } = this.options;
    const source = new RabbitSource({
      subscription,
      prefix,
      topology,
      publisher,
      replies,
      logger: settings.logger,
      receive: (delivery) => consumer.receive(delivery),
      reconnect: (reason) => this.link.reconnect(reason),
    });
    const consumer = new Consumer(subscription, source, settings);
    this.sources.push(source);
    this.consumers.push(consumer);
  }

  private async setUp(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    channel.on('error', (error) =>
      this.options.settings.logger.error({ message: 'broker.channel_failed', error }),
    );
    await declareTopology(channel, this.options.topology);
    await closed(channel);
    await Promise.all(this.sources.map((source) => source.attach(model)));
  }
}

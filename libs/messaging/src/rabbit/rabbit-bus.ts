import type { CustomTransportStrategy } from '@nestjs/microservices';
import { BrokerUnavailableError } from '../broker.errors.ts';
import { settingsOf, type RabbitOptions } from '../bus-options.ts';
import type { ConsumerSettings } from '../consuming/consumer.ts';
import { MessageServer } from '../consuming/message-server.ts';
import { MessageBus, type OutgoingMessage } from '../message-bus.ts';
import { isHeardOnly, replyTo, toldAgainAfterMs } from '../queue-name.ts';
import { BrokerLink } from './broker-link.ts';
import { Publisher, type Publication } from './publisher.ts';
import { RabbitConsuming } from './rabbit-consuming.ts';
import { topologyOf, type Topology } from './topology.ts';

const CONFIRM_TIMEOUT_MS = 1_000;

/** The bus over RabbitMQ: one connection for publishing, one for each server. */
export class RabbitBus extends MessageBus {
  private readonly topology: Topology;
  private readonly settings: ConsumerSettings;
  private readonly publisher: Publisher;
  private readonly link: BrokerLink;
  private readonly consumings = new Set<RabbitConsuming>();
  private readonly whenRepliesBound = new Set<() => void>();

  constructor(private readonly options: RabbitOptions) {
    super();
    const { url, prefix, logger } = options;
    this.topology = topologyOf(prefix);
    this.settings = settingsOf(options);
    this.publisher = new Publisher({
      topology: this.topology,
      logger,
      meter: this.settings.meter,
      confirmTimeoutMs: options.confirmTimeoutMs ?? CONFIRM_TIMEOUT_MS,
      reconnect: (reason) => this.link.reconnect(reason),
    });
    this.link = new BrokerLink({
      url,
      name: `${prefix} publishing`,
      logger,
      setUp: (model) => this.publisher.attach(model),
    });
  }

  /** Resolves after the first try to connect, however it ended. */
  open(): Promise<void> {
    return this.link.open();
  }

  override publish(message: OutgoingMessage): Promise<void> {
    return this.publisher.send([publicationOf(message)]);
  }

  override publishAll(messages: readonly OutgoingMessage[]): Promise<void> {
    return this.publisher.send(messages.map(publicationOf));
  }

  override isAvailable(): boolean {
    return this.publisher.availability.fault() === undefined;
  }

  override onAvailable(then: () => void): () => void {
    return this.publisher.availability.onAvailable(then);
  }

  override onRepliesBound(then: () => void): () => void {
    this.whenRepliesBound.add(then);
    return () => this.whenRepliesBound.delete(then);
  }

  override server(): CustomTransportStrategy {
    return new MessageServer((subscriptions) => {
      const { url, prefix } = this.options;
      const { topology, publisher, settings } = this;
      const replies = {
        key: replyTo(this.address),
        bound: () => this.whenRepliesBound.forEach((then) => then()),
      };
      const options = { url, prefix, topology, publisher, settings, replies };
      const consuming = new RabbitConsuming(subscriptions, options);
      this.consumings.add(consuming);
      return {
        close: async () => {
          await consuming.close();
          this.consumings.delete(consuming);
        },
      };
    });
  }

  override async check(): Promise<void> {
    const fault = this.publisher.availability.fault();
    if (fault !== undefined) throw new BrokerUnavailableError(fault);
    if (![...this.consumings].every((consuming) => consuming.isUp())) {
      throw new BrokerUnavailableError('the consuming connection to the broker is away');
    }
  }

  override async close(): Promise<void> {
    await Promise.all([...this.consumings].map((consuming) => consuming.close()));
    await this.publisher.settled();
    await this.link.close();
  }
}

const publicationOf = ({ queue, id, body }: OutgoingMessage): Publication => ({
  routingKey: queue,
  id,
  body,
  mustBeKept: !isHeardOnly(queue),
  expiration: toldAgainAfterMs(queue),
});

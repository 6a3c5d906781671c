import type { Logger } from '@millwright/observability';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { BrokerUnavailableError } from '../broker.errors.ts';
import type { Meter } from '../meter.ts';
import { Availability } from './availability.ts';
import { Burst } from './burst.ts';
import { brokerNameOf, declareTopology, type Topology } from './topology.ts';

/** A message and where it goes: a queue's name without the prefix, or the key of what is broadcast. */
export interface Publication {
  readonly routingKey: string;
  readonly id: string;
  readonly body: Buffer;
  /** True: it must reach a queue and survive the broker. False: it is for whoever listens now. */
  readonly mustBeKept: boolean;
  /** After how many milliseconds the broker lets go of it if nobody has taken it; missing: never. */
  readonly expiration?: number | undefined;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** What a publisher is made of. */
export interface PublisherOptions {
  readonly topology: Topology;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly confirmTimeoutMs: number;
  /** Asks for a new connection: the channel is gone. */
  readonly reconnect: (reason: string) => void;
}

const SWEEP_MS = 100;

/** Publishes with confirms. It never waits for a broker that is away: who publishes then is told at once. */
export class Publisher {
  readonly availability: Availability;
  private channel: ConfirmChannel | undefined;
  private readonly bursts = new Set<Burst>();
  private readonly returned = new Map<string, number>();
  private sweeping: NodeJS.Timeout | undefined;

  constructor(private readonly options: PublisherOptions) {
    this.availability = new Availability(options.confirmTimeoutMs, options.logger);
  }

  /** Declares the topology on a new connection, and publishes on it from now on. */
  async attach(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    channel.on('error', (error) =>
      this.options.logger.error({ message: 'broker.channel_failed', error }),
    );
    channel.on('close', () => this.detach(channel));
    channel.on('return', ({ fields, properties }) => {
      const key = returnKey(fields.routingKey, String(properties.messageId));
      this.returned.set(key, (this.returned.get(key) ?? 0) + 1);
    });
    model.on('blocked', (reason) => this.block(reason));
    model.on('unblocked', () => this.availability.set({ isBlocked: false }));
    await declareTopology(channel, this.options.topology);
    this.returned.clear();
    this.channel = channel;
    this.availability.set({ isConnected: true, isBlocked: false, isStalled: false });
  }

  /** Sends all in one burst. @throws BrokerUnavailableError unless every one was confirmed. */
  async send(publications: readonly Publication[]): Promise<void> {
    const { channel } = this;
    const fault = this.availability.fault();
    if (channel === undefined || fault !== undefined) {
      for (const { routingKey } of publications) this.options.meter.publishFailed(routingKey);
      throw new BrokerUnavailableError(fault ?? 'the connection to the broker is lost');
    }
    if (publications.length === 0) return;
    const burst = new Burst(publications.length);
    this.bursts.add(burst);
    try {
      for (const publication of publications) this.sendOne(channel, publication, burst);
    } catch (cause) {
      this.fail(
        burst,
        new BrokerUnavailableError('the channel to the broker is closed', { cause }),
      );
    }
    this.sweeping ??= setTimeout(() => this.sweep(), SWEEP_MS);
    return burst.done;
  }

  /** Waits until nothing is unconfirmed any more, which takes no longer than the confirm timeout. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.bursts].map(({ done }) => done));
    clearTimeout(this.sweeping);
    this.availability.end();
  }

  private sendOne(channel: ConfirmChannel, publication: Publication, burst: Burst): void {
    const { id, body, mustBeKept, expiration, headers } = publication;
    const { exchange, key } = this.addressOf(publication);
    channel.publish(
      exchange,
      key,
      body,
      { messageId: id, persistent: mustBeKept, mandatory: mustBeKept, expiration, headers },
      (cause: Error | null) => this.settle(burst, publication, cause),
    );
  }

  // The broker's default exchange knows a queue by its name at once; a topic exchange walks its bindings for every
  // message, which costs the broker a fifth of taking a small one (bench "intake").
  private addressOf({ routingKey, mustBeKept }: Publication): { exchange: string; key: string } {
    const { topology } = this.options;
    return mustBeKept
      ? { exchange: '', key: brokerNameOf(topology, routingKey) }
      : { exchange: topology.exchange, key: routingKey };
  }

  private settle(burst: Burst, publication: Publication, cause: Error | null): void {
    const { routingKey } = publication;
    if (cause !== null) {
      this.options.meter.publishFailed(routingKey);
      this.fail(burst, new BrokerUnavailableError(`not confirmed: ${cause.message}`, { cause }));
    } else if (this.returned.size > 0 && this.wasReturned(publication)) {
      this.options.meter.publishFailed(routingKey);
      this.fail(burst, new BrokerUnavailableError(`there is no queue "${routingKey}"`));
    } else {
      this.options.meter.published(routingKey);
      if (this.availability.isStalled) this.availability.set({ isStalled: false });
      if (burst.confirmOne()) this.bursts.delete(burst);
    }
  }

  // The broker returns what it cannot route before it confirms it.
  private wasReturned(publication: Publication): boolean {
    const key = returnKey(this.addressOf(publication).key, publication.id);
    const times = this.returned.get(key);
    if (times === undefined) return false;
    if (times === 1) this.returned.delete(key);
    else this.returned.set(key, times - 1);
    return true;
  }

  private fail(burst: Burst, error: BrokerUnavailableError): void {
    burst.fail(error);
    this.bursts.delete(burst);
  }

  private block(reason: string): void {
    this.options.logger.warn({ message: 'broker.blocked', reason });
    this.availability.set({ isBlocked: true });
    for (const burst of this.bursts) {
      this.fail(burst, new BrokerUnavailableError(`the broker blocks publishers: ${reason}`));
    }
  }

  // After the timers comes the network: confirms that came while this process was busy are read before anyone is late.
  private sweep(): void {
    setImmediate(() => {
      const oldest = performance.now() - this.options.confirmTimeoutMs;
      for (const burst of this.bursts) {
        if (burst.heardAt < oldest) this.expire(burst);
      }
      this.sweeping = this.bursts.size === 0 ? undefined : setTimeout(() => this.sweep(), SWEEP_MS);
    });
  }

  private expire(burst: Burst): void {
    const { confirmTimeoutMs } = this.options;
    this.fail(burst, new BrokerUnavailableError(`no confirm within ${confirmTimeoutMs} ms`));
    this.availability.set({ isStalled: true });
  }

  private detach(channel: ConfirmChannel): void {
    if (this.channel !== channel) return;
    this.channel = undefined;
    this.availability.set({ isConnected: false });
    this.options.reconnect('the publishing channel was closed');
  }
}

const returnKey = (routingKey: string, id: string): string => `${routingKey}\n${id}`;

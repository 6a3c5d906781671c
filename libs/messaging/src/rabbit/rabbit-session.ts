import type { Channel, ConsumeMessage, Message } from 'amqplib';
import type { Delivery } from '../consuming/source.ts';
import { AckWindow } from './ack-window.ts';
import { closed } from './closing.ts';

/** A message of a {@link RabbitSession}. */
export interface RabbitDelivery extends Delivery {
  readonly session: RabbitSession;
}

/** What a session tells. */
export interface SessionListener {
  received(delivery: RabbitDelivery): void;
  /** The broker took the queue away from its consumer. */
  cancelled(): void;
}

/** One consumer's life on one channel. Once the channel is gone, nothing here does anything, or throws. */
export class RabbitSession {
  private readonly acks: AckWindow;
  private consuming: Promise<string> | undefined;

  constructor(
    private readonly channel: Channel,
    private readonly queue: string,
    private readonly listener: SessionListener,
  ) {
    this.acks = new AckWindow({
      ack: (tag, upTo) => this.trySend(() => channel.ack(messageWith(tag), upTo)),
      nack: (tag) => this.trySend(() => channel.nack(messageWith(tag), false, true)),
    });
  }

  async start(): Promise<void> {
    this.consuming ??= this.channel
      .consume(this.queue, (message) => this.take(message))
      .then(({ consumerTag }) => consumerTag);
    await this.consuming;
  }

  async stop(): Promise<void> {
    const { consuming } = this;
    this.consuming = undefined;
    if (consuming === undefined) return;
    await Promise.resolve(consuming)
      .then((consumerTag) => this.channel.cancel(consumerTag))
      .catch(() => undefined);
  }

  ack({ position }: RabbitDelivery): void {
    this.acks.ack(position);
  }

  nack({ position }: RabbitDelivery): void {
    this.acks.nack(position);
  }

  /** Sends the acks that wait; closing the channel gives the rest back. */
  async close(): Promise<void> {
    this.acks.flush();
    await closed(this.channel);
  }

  private take(message: ConsumeMessage | null): void {
    if (message === null) {
      this.consuming = undefined;
      this.listener.cancelled();
      return;
    }
    const { fields, properties, content } = message;
    this.listener.received({
      id: String(properties.messageId ?? ''),
      body: content,
      redelivered: fields.redelivered,
      position: fields.deliveryTag,
      session: this,
    });
  }

  private trySend(send: () => void): void {
    try {
      send();
    } catch {
      // The channel is gone: the broker hands everything unacked to the next consumer.
    }
  }
}

// All that amqplib reads of a message it acks.
const messageWith = (deliveryTag: number) => ({ fields: { deliveryTag } }) as Message;

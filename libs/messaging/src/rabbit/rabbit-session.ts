import type { Channel, ConsumeMessage, Message } from 'amqplib';
import type { Delivery } from '../consuming/source.ts';
import { AckWindow } from './ack-window.ts';
import { closed } from './closing.ts';

/** A message of a {@link RabbitSession}. */
export interface RabbitDelivery extends Delivery {
  readonly session: RabbitSession;
}

const QUIET_MS = 200;

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
    private readonly prefetch: number,
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
    this.acks.hold();
    await consuming
      .then(async (consumerTag) => {
        await this.quiet();
        await this.channel.cancel(consumerTag);
      })
      .catch(() => undefined);
    this.acks.release();
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

  // A quorum queue takes messages back that are on their way when their consumer is cancelled, and marks them as
  // redelivered though nobody saw them. With the acks held back the last of them arrive within a round trip or two.
  private async quiet(): Promise<void> {
    const giveUpAt = Date.now() + QUIET_MS;
    for (let looks = 0; looks < 2 && this.acks.unacked < this.prefetch;) {
      const { messageCount } = await this.channel.checkQueue(this.queue);
      looks = messageCount === 0 ? looks + 1 : 0;
      if (Date.now() > giveUpAt) return;
    }
  }

  private take(message: ConsumeMessage | null): void {
    if (message === null) {
      this.consuming = undefined;
      this.listener.cancelled();
      return;
    }
    const { fields, properties, content } = message;
    this.acks.take();
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

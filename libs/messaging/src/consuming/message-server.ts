import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ConsumeExtras } from './consume.ts';
import type { Consuming, Subscription } from './source.ts';

/** The transport strategy of both buses: it collects an app's handlers, and has the bus consume for them. */
export class MessageServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private consuming: Consuming | undefined;

  constructor(private readonly consume: (wanted: readonly Subscription[]) => Consuming) {
    super();
  }

  /** Begins to consume. Calls back at once: an app starts though its broker is away. */
  listen(callback: (error?: unknown) => void): void {
    try {
      this.consuming = this.consume([...this.getHandlers()].map(subscriptionOf));
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  }

  /** Takes no more messages, waits for those under way, then lets go of the bus. */
  async close(): Promise<void> {
    await this.consuming?.close();
  }

  /** Nothing of ours is told by events. */
  override on(): void {}

  override unwrap<T>(): T {
    return this.consuming as T;
  }
}

function subscriptionOf([queue, handler]: [string, MessageHandler]): Subscription {
  const options = (handler.extras as Partial<ConsumeExtras> | undefined)?.consume?.[queue];
  if (options === undefined) {
    throw new Error(`the handler of "${queue}" names no queue: use ConsumeQueue, not EventPattern`);
  }
  if (handler.next) throw new Error(`"${queue}" has two handlers in one app: let one call both`);
  return {
    queue: queue as Subscription['queue'],
    prefetch: options.prefetch,
    async deliver(body, context) {
      const result: unknown = await handler(body, context);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    },
  };
}

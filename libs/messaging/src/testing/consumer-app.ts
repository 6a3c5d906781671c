import { Controller, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { ConsumeBroadcast, ConsumeQueue, ConsumeReplies } from '../consuming/consume.ts';
import type { MessageContext } from '../consuming/message-context.ts';
import type { MessageBus } from '../message-bus.ts';
import type { QueueName } from '../queue-name.ts';

/** What a test does with a message. */
export type Take = (body: Buffer, context: MessageContext) => unknown;

/** A Nest app that consumes. */
export interface ConsumerApp {
  close(): Promise<void>;
}

/** A controller that hands the messages of a queue, or of several, to a function. */
export function takerOf(
  queue: QueueName | readonly QueueName[],
  prefetch: number,
  take: Take,
): Type<object> {
  @Controller()
  class Taker {
    @ConsumeQueue(queue, { prefetch })
    take(@Payload() body: Buffer, @Ctx() context: MessageContext): unknown {
      return take(body, context);
    }
  }
  return Taker;
}

/** A controller that hands broadcasts to a function. */
export function listenerOf(take: Take): Type<object> {
  @Controller()
  class Listener {
    @ConsumeBroadcast()
    take(@Payload() body: Buffer, @Ctx() context: MessageContext): unknown {
      return take(body, context);
    }
  }
  return Listener;
}

/** A controller that hands the replies to its bus to a function. */
export function replyTakerOf(take: Take): Type<object> {
  @Controller()
  class ReplyTaker {
    @ConsumeReplies()
    take(@Payload() body: Buffer, @Ctx() context: MessageContext): unknown {
      return take(body, context);
    }
  }
  return ReplyTaker;
}

/** Starts a Nest app of these controllers over the bus, as an app of ours does. */
export async function startConsumers(
  bus: MessageBus,
  ...controllers: Type<object>[]
): Promise<ConsumerApp> {
  class ConsumerModule {}
  const app = await NestFactory.createMicroservice(
    { module: ConsumerModule, controllers },
    { strategy: bus.server(), logger: false },
  );
  await app.listen();
  return app;
}

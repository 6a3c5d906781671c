import { UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { BROADCAST, REPLIES, type QueueName } from '../queue-name.ts';
import { RethrowFilter } from './rethrow.filter.ts';

/** How a handler consumes a queue. */
export interface ConsumeOptions {
  /** How many messages the handler has at once; with 1 it gets the next when it is done with the last. */
  readonly prefetch: number;
}

/** What the decorators tell the transport of a handler, through `EventPattern`'s extras. */
export interface ConsumeExtras {
  readonly consume: Readonly<Record<string, ConsumeOptions>>;
}

const CONSUMED = Symbol('millwright:consumed');
const BROADCAST_PREFETCH = 100;
const REPLIES_PREFETCH = 1_000;

/**
 * The method handles the messages of a queue, each as `handler(@Payload() body: Buffer, @Ctx() context:
 * MessageContext)`. It may stand several times on one method. How the method ends decides what becomes of the
 * message: see `verdictOf`.
 *
 * @example @ConsumeQueue('task-runs.high', { prefetch: 60 })
 */
export const ConsumeQueue = (
  queue: QueueName | readonly QueueName[],
  options: ConsumeOptions,
): MethodDecorator => consume([queue].flat(), options);

/** The method hears every message published to `broadcast` while this instance is connected. */
export const ConsumeBroadcast = (): MethodDecorator =>
  consume([BROADCAST], { prefetch: BROADCAST_PREFETCH });

/**
 * The method hears every message published to this bus's own `address` while this instance is connected: see
 * `MessageBus.onRepliesBound` for when it was not.
 */
export const ConsumeReplies = (): MethodDecorator =>
  consume([REPLIES], { prefetch: REPLIES_PREFETCH });

// EventPattern forgets the patterns of the one below it, so what stands on a method already is kept here.
const consume =
  (queues: readonly string[], options: ConsumeOptions): MethodDecorator =>
  (target, key, descriptor) => {
    const method = descriptor.value as object;
    const all: Record<string, ConsumeOptions> = {
      ...(Reflect.getMetadata(CONSUMED, method) as Record<string, ConsumeOptions> | undefined),
      ...Object.fromEntries(queues.map((queue) => [queue, options])),
    };
    const extras: ConsumeExtras = { consume: all };
    Reflect.defineMetadata(CONSUMED, all, method);
    EventPattern(Object.keys(all), extras)(target, key, descriptor);
    if (Object.keys(all).length === queues.length)
      UseFilters(RethrowFilter)(target, key, descriptor);
  };

import { afterEach } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { RabbitOptions } from '../bus-options.ts';
import type { OutgoingMessage } from '../message-bus.ts';
import { startConsumers, type ConsumerApp } from './consumer-app.ts';
import type { OpenBus, OpenedBus } from './opened-bus.ts';

/** What the tests of a bus work with. */
export interface BusBench {
  /** Opens a bus that the end of the test closes. */
  open(options?: Partial<RabbitOptions>): Promise<OpenedBus>;
  /** Starts consumers that the end of the test closes. */
  start({ bus }: OpenedBus, ...controllers: Type<object>[]): Promise<ConsumerApp>;
}

/** Closes behind every test what it opened: consumers first. */
export function busBench(openBus: OpenBus): BusBench {
  const opened: { close(): Promise<void> }[] = [];
  const kept = <T extends { close(): Promise<void> }>(each: T): T => {
    opened.unshift(each);
    return each;
  };
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });
  return {
    open: async (options) => kept(await openBus(options)),
    start: async ({ bus }, ...controllers) => kept(await startConsumers(bus, ...controllers)),
  };
}

/** Messages whose body and id are their number. */
export const numbered = (
  queue: OutgoingMessage['queue'],
  count: number,
  from = 0,
): OutgoingMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    queue,
    id: String(from + index),
    body: Buffer.from(String(from + index)),
  }));

/** The numbers from 0 up to but not including `end`. */
export const numbersTo = (end: number): number[] => Array.from({ length: end }, (_, each) => each);

/** The number in a message's body. */
export const numberIn = (body: Buffer): number => Number(body.toString());

/** A door that handlers wait at. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

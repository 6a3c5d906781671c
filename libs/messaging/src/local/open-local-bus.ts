import { LocalBus, type LocalBusOptions } from './local-bus.ts';

/**
 * Opens the bus inside this process. Hand the one object to every app of the process.
 *
 * @example const bus = openLocalBus({ logger });
 */
export function openLocalBus(options: LocalBusOptions): LocalBus {
  return new LocalBus(options);
}

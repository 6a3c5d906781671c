import type { BusOptions } from '../bus-options.ts';
import { LocalBus } from './local-bus.ts';

/**
 * Opens the bus inside this process. Hand the one object to every app of the process.
 *
 * @example const bus = openLocalBus({ logger });
 */
export function openLocalBus(options: BusOptions): LocalBus {
  return new LocalBus(options);
}

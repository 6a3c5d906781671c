import { createRequire } from 'node:module';
import type { RunMeter } from '../limits/run-meter.ts';

const require = createRequire(import.meta.url);

/**
 * What the first script that needs it loads, so that threads start fast and the others do without. It stays for the
 * scripts that follow, and none of them pays for it.
 */
export function loadedLate<T>(load: () => T): (meter: RunMeter) => T {
  let loaded: T | undefined;
  return (meter) => (loaded ??= meter.keep(load));
}

/** The same for a library, by the name of its package. */
export const loadedLibrary = <T>(name: string): ((meter: RunMeter) => T) =>
  loadedLate(() => require(name) as T);

import { silentLogger } from '@millwright/observability';
import { busConformance } from '../testing/bus.conformance.ts';
import { openLocalBus } from './open-local-bus.ts';

busConformance('the local bus', async (options) => {
  const bus = openLocalBus({ logger: silentLogger, ...options });
  return { bus, deadOf: async (queue) => bus.deadOf(queue), close: () => bus.close() };
});

import type { RunContext } from '../engine/run-context.ts';
import type { FilterScope } from '../filters/filter-scope.ts';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { heapHolding } from './heap-holding.ts';

/** A filter's `this` whose meter throws nothing away: what was paid counts as held. The run has no variables. */
export function strictScope(
  memoryBytes: number,
  options: Record<string, unknown> = {},
): FilterScope {
  const meter: RunMeter = new RunMeter(
    { ...defaultRenderLimits, memoryBytes },
    heapHolding(() => meter.paid),
    0,
    () => 0,
  );
  return { meter, options: new Map(Object.entries(options)), run: {} as RunContext };
}

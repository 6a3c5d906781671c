import type { HeapGauge } from '../limits/live-heap.ts';

/** A gauge that shows what a test says, whatever this thread holds. */
export const heapHolding = (usedBytes: () => number): HeapGauge => ({
  usedBytes,
  collect: () => undefined,
  keep: (load) => load(),
});

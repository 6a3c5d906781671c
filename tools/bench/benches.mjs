/** The benchmarks in the order they run in; each is benches/<name>.mjs with `run(root)`. */
export const benches = [
  'intake',
  'intake-verified',
  'pipeline',
  'latency',
  'sync',
  'fan-out',
  'growth',
  'scale-out',
  'standalone',
  'liquid',
  'memory',
];

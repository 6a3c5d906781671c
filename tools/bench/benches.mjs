/** The benchmarks in the order they run in; each is benches/<name>.mjs with `run(root)`. */
export const benches = [
  'intake',
  'intake-verified',
  'intake-rules',
  'pipeline',
  'latency',
  'sync',
  'fan-out',
  'growth',
  'delivery',
  'http-action',
  'scale-out',
  'standalone',
  'liquid',
  'memory',
];

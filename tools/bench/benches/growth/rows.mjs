import { median } from '../../harness/statistics.mjs';

const GOAL = 1.5;

/** A row of times (an array for each size), the largest size against the others; no size may take 1.5 × the smallest. */
export function growthRow(sizes, name, times, scans) {
  const row = sizedRow(sizes, name, times, scans);
  const growth = Math.max(...times.map((ofSize) => median(ofSize) / median(times[0])));
  return {
    ...row,
    goal: `≤ ${GOAL} x ${sizes[0]} events, no table scan`,
    met: growth <= GOAL && scans.length === 0,
  };
}

/** The same without a goal. */
export function sizedRow(sizes, name, times, scans) {
  const middles = times.map(median);
  const of = (figures) => Object.fromEntries(bySize(sizes, figures).slice(0, -1));
  const said = middles.map((ms) => ms.toPrecision(3)).join(', ');
  console.error(`${name}: ${said}; ${(middles.at(-1) / middles[0]).toFixed(2)} x`);
  return {
    name,
    ours: middles.at(-1),
    baselines: of(middles),
    ratios: of(middles.map((ms) => middles.at(-1) / ms)),
    table_scans: scans,
  };
}

/** `[['10000 events', figure], …]` */
export const bySize = (sizes, figures) =>
  sizes.map((size, index) => [`${size} events`, figures[index]]);

import { median } from '../../harness/statistics.mjs';
import { explained } from './plans.mjs';
import { FEW_ROWS, retentionOn } from './retention.mjs';
import { bySize, growthRow, sizedRow } from './rows.mjs';
import { tableTimesOn } from './table-times.mjs';
import { timed } from './timed.mjs';

const PARTITION_GOAL_MS = 1_000;
const STEPS = ['removeFew', 'removeDay', 'dropWeek'];

/** The rows of retention. The first week to go warms up, and is explained; so many more are timed. */
export async function retentionRows(sizes, opened, weeks) {
  const scans = await warmUp(opened);
  const tables = opened.map(({ database }) => tableTimesOn(database));
  const retentions = await Promise.all(
    opened.map((each, index) => retentionOn({ ...each, database: tables[index].database })),
  );
  const taken = Object.fromEntries(STEPS.map((step) => [step, opened.map(() => [])]));
  for (let week = 0; week < weeks; week += 1) {
    for (const step of STEPS) {
      for (const [index, retention] of retentions.entries()) {
        taken[step][index].push(await timed(retention[step]));
      }
    }
  }
  const times = (step, of = ({ ms }) => ms) => taken[step].map((ofSize) => ofSize.map(of));
  const perEvent = times('removeDay', ({ ms, answer }) => (ms * 1000) / answer.events);
  const removed = times('removeDay', ({ answer }) => answer.events).map(median);
  const few = `retention: a pass that removes ${FEW_ROWS} events`;
  return [
    growthRow(sizes, few, times('removeFew'), scans),
    {
      ...sizedRow(sizes, 'retention: a pass that removes one day', times('removeDay'), scans),
      events_removed: Object.fromEntries(bySize(sizes, removed)),
      goal: 'no table scan',
      met: scans.length === 0,
    },
    // The smallest has so few events in a day that the pass itself is what each of them takes.
    {
      ...growthRow(sizes.slice(-2), 'retention of one day, per event', perEvent.slice(-2), scans),
      unit: 'µs',
    },
    ...Object.keys(tables[0].times).map((table) => tableRow(sizes, table, tables, scans)),
  ];
}

/** Answers the tables that a plan on the largest database reads from end to end. */
async function warmUp(opened) {
  const plans = opened.map(({ database }) => explained(database));
  for (const [index, each] of opened.entries()) {
    const retention = await retentionOn({ ...each, database: plans[index].database });
    for (const step of STEPS) await timed(retention[step]);
  }
  return [...plans.at(-1).scans];
}

/** What is dropped grows with what is stored: the size of the files is what it takes. */
function tableRow(sizes, table, tables, scans) {
  const kinds = tables.map(({ times }) => times[table]);
  const both = kinds.map(({ detach_ms: detach, drop_ms: drop }) =>
    detach.map((ms, week) => ms + drop[week]),
  );
  const slowest = Math.max(...both.flat());
  const largest = kinds.at(-1);
  return {
    ...sizedRow(sizes, `retention: detach and drop a week of ${table}`, both, scans),
    detach_ms: median(largest.detach_ms),
    drop_ms: median(largest.drop_ms),
    slowest_ms: slowest,
    goal: `< ${PARTITION_GOAL_MS} ms, no table scan`,
    met: slowest < PARTITION_GOAL_MS && scans.length === 0,
  };
}

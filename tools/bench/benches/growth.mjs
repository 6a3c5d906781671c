import { median } from '../harness/statistics.mjs';
import { filledDatabase } from './growth/fill.mjs';
import { measuresOn } from './growth/measures.mjs';
import { explained } from './growth/plans.mjs';
import { retentionOn } from './growth/retention.mjs';

/** `BENCH_GROWTH_SIZES=10000,100000` for a quick look. */
const SIZES = (process.env.BENCH_GROWTH_SIZES ?? '10000,1000000,5000000').split(',').map(Number);
const ROUNDS = 25;
const WARM_UPS = 3;
const WEEKS_TO_DROP = 5;
const GOAL = 1.5;
const PARTITION_GOAL_MS = 1_000;
/** Of a week: events, event runs, task runs, action runs. */
const PARTITIONS = 4;

/**
 * What the router, the admin API and retention take with more and more history: databases of several sizes side by
 * side, each call on one after the other, the middle of its times against that on the smallest.
 */
export async function run() {
  const { openDatabase } = await import('@millwright/database');
  const { silentLogger: logger } = await import('@millwright/observability');
  const filled = [];
  try {
    for (const size of SIZES) filled.push(await filledDatabase(size));
    const opened = await Promise.all(
      filled.map(async (each) => ({
        ...each,
        database: await openDatabase({ url: each.url, poolSize: 2, entities: [], logger }),
      })),
    );
    try {
      const rows = [...(await queryRows(opened)), ...(await retentionRows(opened))];
      return { unit: 'ms', settings: settings(), rows };
    } finally {
      for (const { database } of opened) await database.close();
    }
  } finally {
    for (const { drop } of filled) await drop();
  }
}

const settings = () => ({
  sizes: SIZES,
  rounds: ROUNDS,
  warm_ups: WARM_UPS,
  history:
    '12 weeks, the last day with the same 5,000 events at each size; one task run and action run each',
  open: 'the task runs of the last 1,000 events',
});

async function queryRows(opened) {
  const measures = await Promise.all(opened.map(measuresOn));
  const plans = explained(opened.at(-1).database);
  const watched = await measuresOn({ ...opened.at(-1), database: plans.database });
  const rows = [];
  for (const name of Object.keys(watched)) {
    const times = await alternated(
      measures.map((each) => each[name]),
      { rounds: ROUNDS, warmUps: WARM_UPS },
    );
    plans.scans.clear();
    await timed(watched[name]);
    rows.push(rowOf(name, times, [...plans.scans]));
  }
  return rows;
}

/** The first week to go warms up, and is explained. */
async function retentionRows(opened) {
  const plans = opened.map(({ database }) => explained(database));
  for (const [index, each] of opened.entries()) {
    const { removeRows, dropWeek } = await retentionOn({
      ...each,
      database: plans[index].database,
    });
    await timed(removeRows);
    await timed(dropWeek);
  }
  const scans = [...plans.at(-1).scans];
  const retentions = await Promise.all(opened.map(retentionOn));
  const times = { dropWeek: opened.map(() => []), removeRows: opened.map(() => []) };
  for (let week = 0; week < WEEKS_TO_DROP; week += 1) {
    for (const name of ['removeRows', 'dropWeek']) {
      for (const [index, retention] of retentions.entries()) {
        times[name][index].push(await timed(retention[name]));
      }
    }
  }
  const perPartition = times.dropWeek.map((ofSize) => ofSize.map((ms) => ms / PARTITIONS));
  const slowest = Math.max(...perPartition.flat());
  return [
    rowOf('retention: remove 50 events row by row', times.removeRows, scans),
    {
      // What is dropped grows with what is stored: the files' size is what it takes.
      ...rowOf('retention: drop one of the four partitions of a week', perPartition, scans),
      slowest,
      goal: `< ${PARTITION_GOAL_MS} ms, no table scan`,
      met: slowest < PARTITION_GOAL_MS && scans.length === 0,
    },
  ];
}

/** The times of each measure, taken in turn. */
async function alternated(measures, { rounds, warmUps }) {
  const times = measures.map(() => []);
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [index, measure] of measures.entries()) {
      const ms = await timed(measure);
      if (round >= 0) times[index].push(ms);
    }
  }
  return times;
}

async function timed({ before, call, after, isRight = () => true }) {
  const given = await before?.();
  const startedAt = performance.now();
  const answer = await call(given);
  const ms = performance.now() - startedAt;
  await after?.(answer, given);
  if (!isRight(answer)) throw new Error(`not what was to be measured: ${JSON.stringify(answer)}`);
  return ms;
}

function rowOf(name, times, scans) {
  const middles = times.map(median);
  const ratios = middles.map((ms) => ms / middles[0]);
  const of = (figures) =>
    Object.fromEntries(SIZES.map((size, index) => [`${size} events`, figures[index]]).slice(0, -1));
  console.error(
    `${name}: ${middles.map((ms) => ms.toFixed(2)).join(', ')} ms; ${ratios.at(-1).toFixed(2)} x`,
  );
  return {
    name,
    ours: middles.at(-1),
    baselines: of(middles),
    ratios: of(middles.map((ms) => middles.at(-1) / ms)),
    table_scans: scans,
    goal: `≤ ${GOAL} x ${SIZES[0]} events, no table scan`,
    met: Math.max(...ratios) <= GOAL && scans.length === 0,
  };
}

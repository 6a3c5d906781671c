import { filledDatabase, LOGGED_FIRST_WEEKS } from './growth/fill.mjs';
import { measuresOn } from './growth/measures.mjs';
import { explained } from './growth/plans.mjs';
import { retentionRows } from './growth/retention-rows.mjs';
import { growthRow } from './growth/rows.mjs';
import { timed } from './growth/timed.mjs';

/** `BENCH_GROWTH_SIZES=10000,100000` for a quick look. */
const SIZES = (process.env.BENCH_GROWTH_SIZES ?? '10000,1000000,5000000').split(',').map(Number);
const ROUNDS = 51;
const WARM_UPS = 3;
const WEEKS_TO_DROP = 5;

/**
 * What the router, the admin API and retention take with more and more history: databases of several sizes side by
 * side, each call on one after the other, the middle of its times against that on the smallest.
 */
export async function run(_root, closing) {
  const { openDatabase } = await import('@millwright/database');
  const { silentLogger: logger } = await import('@millwright/observability');
  const opened = [];
  for (const size of SIZES) opened.push(await filledDatabase(closing, size));
  for (const each of opened) {
    const open = (keepsPlans) => {
      const opening = openDatabase({
        url: each.url,
        poolSize: 2,
        entities: [],
        logger,
        keepsPlans,
      });
      return closing.use(opening, (database) => database.close());
    };
    each.database = await open(false);
    each.ofRouter = await open(true);
  }
  const rows = [
    ...(await queryRows(opened)),
    ...(await retentionRows(SIZES, opened.map(ofRouter), WEEKS_TO_DROP)),
  ];
  return { unit: 'ms', settings: settings(), rows };
}

const settings = () => ({
  sizes: SIZES,
  rounds: ROUNDS,
  warm_ups: WARM_UPS,
  weeks_dropped: WEEKS_TO_DROP,
  history:
    '12 weeks, the last day with the same 5,000 events at each size; one task run and action run each',
  open: 'the task runs of the last 1,000 events',
  unlogged: `the weeks between the first ${LOGGED_FIRST_WEEKS}, which retention removes, and the last two, which are in use; they are only read`,
});

/** The same database, as event-router has it. */
const ofRouter = (each) => ({ ...each, database: each.ofRouter });

async function queryRows(opened) {
  const measures = await Promise.all(opened.map(measuresOn));
  const plans = explained(opened.at(-1).database);
  const { database } = plans;
  const watched = await measuresOn({ ...opened.at(-1), database, ofRouter: database });
  const rows = [];
  for (const name of Object.keys(watched)) {
    const times = await alternated(
      measures.map((each) => each[name]),
      { rounds: ROUNDS, warmUps: WARM_UPS },
    );
    plans.scans.clear();
    await timed(watched[name]);
    rows.push(growthRow(SIZES, name, times, [...plans.scans]));
  }
  return rows;
}

/** The times of each measure, taken in turn. */
async function alternated(measures, { rounds, warmUps }) {
  const times = measures.map(() => []);
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [index, measure] of measures.entries()) {
      const { ms } = await timed(measure);
      if (round >= 0) times[index].push(ms);
    }
  }
  return times;
}

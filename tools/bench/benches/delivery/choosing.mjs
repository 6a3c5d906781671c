import { createDatabase } from '../../../system/database.mjs';
import { alternate } from '../../harness/alternate.mjs';
import { percentile } from '../../harness/statistics.mjs';
import { timed } from '../growth/timed.mjs';
import { fillEndpoints, fillQueue } from './fill.mjs';

const SIZES = (process.env.BENCH_QUEUE_SIZES ?? '5000,5000000').split(',').map(Number);
const PAIRS = 5;
const CALLS = 41;
const ENDPOINTS = 1_000;
const ASKED = 32;
const MOST = 10;
const OF_FEW = 1.5;

/** The time of choosing what is to be attempted next, with few and with many deliveries that wait. */
export async function choosingRow(_root, closing) {
  const measures = [];
  for (const size of SIZES) measures.push(await choosingFrom(closing, size));
  console.error('choosing');
  const result = await alternate({
    pairs: PAIRS,
    ours: measures.at(-1),
    baselines: { [`${SIZES[0]} waiting`]: measures[0] },
  });
  const [ratio] = Object.values(result.ratios);
  const row = {
    name: `choosing up to ${ASKED * MOST} of ${SIZES.at(-1)} that wait`,
    unit: 'ms',
    ...result,
    goal: `≤ ${OF_FEW} ×`,
    met: ratio <= OF_FEW,
  };
  return {
    rows: [row],
    settings: { queue_sizes: SIZES, queue_endpoints: ENDPOINTS, calls: CALLS },
  };
}

/** Answers the measure on a database of its own: the median of some calls, each undone afterwards. */
async function choosingFrom(closing, size) {
  const { ensurePartitions, migrate, openDatabase } = await import('@millwright/database');
  const { claimDeliveries } = await import('@millwright/delivery');
  const { ensureMainWorkspace } = await import('@millwright/access');
  const { silentLogger: logger } = await import('@millwright/observability');
  const { url } = await closing.use(createDatabase(), ({ drop }) => drop());
  const opening = openDatabase({ url, poolSize: 2, entities: [], logger, keepsPlans: true });
  const database = await closing.use(opening, (opened) => opened.close());
  await migrate(database);
  await ensurePartitions(database, 2);
  await ensureMainWorkspace(database);
  const endpointIds = await fillEndpoints(url, ENDPOINTS);
  await fillQueue(url, endpointIds, size);

  let next = 0;
  const call = () => {
    const ids = Array.from({ length: ASKED }, () => endpointIds[next++ % ENDPOINTS]);
    const asks = ids.map((endpointId) => ({ endpointId, most: MOST }));
    return claimDeliveries(database, asks, { holder: 'bench', now: null });
  };
  // By id: a search for what is started would read the whole queue.
  const undo = async ({ turns }) => {
    await database.execute('delete from attempts');
    await database.execute(
      `update delivery_queue set state = 'waiting', holder = null, lease_until = null where delivery_id = any($1)`,
      [turns.flatMap(({ claimed }) => claimed.map(({ deliveryId }) => deliveryId))],
    );
  };
  const isRight = ({ turns }) =>
    turns.length === ASKED && turns.every(({ claimed }) => claimed.length > 0);
  return async () => {
    const times = [];
    while (times.length < CALLS) {
      times.push((await timed({ call, after: undo, isRight })).ms);
    }
    return { figure: percentile(times, 50), p99Ms: percentile(times, 99) };
  };
}

// The job queue that the pipeline is measured against: graphile-worker with its local queue, which fetches jobs in
// batches, running three trivial jobs per event. Reads lines of `{events, added}`: the jobs are added by producers
// while the worker runs (`each` event's commit by itself, as each of our posts does), or all `before` the clock starts.
// Answers `{seconds}`, until the last job is gone from its table.
import { createInterface } from 'node:readline';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';

const JOBS_PER_EVENT = 3;
const CONNECTIONS = 20;
const { DATABASE_URL, PRODUCERS, BODY } = process.env;
const body = JSON.parse(BODY);
const logger = new Logger(() => () => undefined);
const openPool = () => {
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};
const [adding, working] = [openPool(), openPool()];
const utils = await makeWorkerUtils({ pgPool: adding, logger });
await utils.migrate();

let left = 0;
let allDone;
const trivial = () => {
  left -= 1;
  if (left === 0) allDone();
};
const startWorker = () =>
  run({
    pgPool: working,
    concurrency: CONNECTIONS,
    noHandleSignals: true,
    logger,
    preset: {
      worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
    taskList: { trivial },
  });

console.log('{"ready":true}');
for await (const line of createInterface({ input: process.stdin })) {
  const { events, added } = JSON.parse(line);
  console.log(JSON.stringify({ seconds: await runEvents(events, added) }));
}
await utils.release();
process.exit(0);

async function runEvents(events, added) {
  left = events * JOBS_PER_EVENT;
  const done = new Promise((resolve) => (allDone = resolve));
  if (added === 'before') await addAll(events);
  const startedAt = performance.now();
  const worker = await startWorker();
  if (added === 'each') await addAll(events);
  await done;
  while ((await openJobs()) > 0);
  const seconds = (performance.now() - startedAt) / 1000;
  await worker.stop();
  return seconds;
}

/** Each event's jobs in one statement, as many at a time as there are producers. */
async function addAll(events) {
  let next = 0;
  const produce = async () => {
    while (next < events) {
      const payload = { number: next++, body };
      const jobs = Array.from({ length: JOBS_PER_EVENT }, () => ({
        identifier: 'trivial',
        payload,
      }));
      await utils.addJobs(jobs);
    }
  };
  await Promise.all(Array.from({ length: Number(PRODUCERS) }, produce));
}

async function openJobs() {
  const { rows } = await adding.query(
    'select count(*)::int as open from graphile_worker._private_jobs',
  );
  return rows[0].open;
}

// The job queue that the pipeline is measured against: graphile-worker with its local queue, which fetches jobs in
// batches, running three trivial jobs per event. `POST /run` with `{events, added}`: the jobs are added by producers
// (`each` event's commit by itself, as each of our posts does), or all of them become visible at once when the clock
// starts (`together`). Answers `{seconds}`, until the last job is gone from its table. The worker runs all the time.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';

const JOBS_PER_EVENT = 3;
const CONNECTIONS = 20;
const EVENTS_AT_ONCE = 500;
const { DATABASE_URL, PRODUCERS, BODY, PORT } = process.env;
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
const events = new EventEmitter();
const listening = once(events, 'pool:listen:success');
const worker = await run({
  pgPool: working,
  concurrency: CONNECTIONS,
  noHandleSignals: true,
  logger,
  events,
  preset: {
    worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
  },
  taskList: { trivial },
});
await listening;

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(PORT), '127.0.0.1');
// Ctrl-C reaches the whole group: the benchmark stops it in its turn.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void stop());

async function answer(request, response) {
  if (request.method === 'GET') return void response.end();
  const { events: amount, added } = await json(request);
  const seconds = await (added === 'each' ? runEach(amount) : runTogether(amount));
  response.end(JSON.stringify({ seconds }));
}

/** Each event's jobs in one statement, as many at a time as there are producers. */
async function runEach(amount) {
  const done = untilDone(amount);
  const startedAt = performance.now();
  let next = 0;
  const produce = async () => {
    while (next < amount) await utils.addJobs(jobsOf(next++));
  };
  await Promise.all(Array.from({ length: Number(PRODUCERS) }, produce));
  await done;
  return secondsUntilGone(startedAt);
}

/** All jobs in one transaction; the clock starts with its commit. */
async function runTogether(amount) {
  const done = untilDone(amount);
  const client = await adding.connect();
  await client.query('begin');
  for (let first = 0; first < amount; first += EVENTS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(EVENTS_AT_ONCE, amount - first) });
    const jobs = numbers.flatMap((_none, index) => jobsOf(first + index));
    await client.query(
      `select count(*) from graphile_worker.add_jobs(
         array(select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`,
      [JSON.stringify(jobs)],
    );
  }
  const startedAt = performance.now();
  await client.query('commit');
  client.release();
  await done;
  return secondsUntilGone(startedAt);
}

function jobsOf(number) {
  return Array.from({ length: JOBS_PER_EVENT }, () => ({
    identifier: 'trivial',
    payload: { number, body },
  }));
}

function untilDone(amount) {
  left = amount * JOBS_PER_EVENT;
  return new Promise((resolve) => (allDone = resolve));
}

async function secondsUntilGone(startedAt) {
  while ((await openJobs()) > 0);
  return (performance.now() - startedAt) / 1000;
}

async function openJobs() {
  const { rows } = await adding.query(
    'select count(*)::int as open from graphile_worker._private_jobs',
  );
  return rows[0].open;
}

async function stop() {
  server.close();
  server.closeAllConnections();
  await worker.stop();
  await utils.release();
  process.exit(0);
}

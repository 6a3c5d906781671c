import { createDatabase } from '../../system/database.mjs';
import { startProcesses } from '../../system/system.mjs';
import { alternate } from '../harness/alternate.mjs';
import { startBaseline } from '../harness/baseline.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { bodyFile } from '../harness/body-files.mjs';
import { allCpuMs, givenEchoTasks, throughPipeline } from '../harness/pipeline.mjs';
import { median } from '../harness/statistics.mjs';

const PAIRS = 5;
const EVENTS = 8_000;
const CONNECTIONS = 32;
const OF_GRAPHILE_WORKER = 1;
const body = jsonBodyOf(430);

/**
 * Events per second from the first post until nothing is open: POST, event row, task run rendered, echo action stored,
 * by the four apps. Against graphile-worker, which runs three trivial jobs per event.
 */
export async function run(root, closing) {
  const runGraphile = await graphileWorker(root, closing);
  const system = await closing.use(startProcesses(root), (opened) => opened.stop());
  const url = await givenEchoTasks(system);
  const posted = {
    url,
    bodyFile: await bodyFile(closing, body),
    amount: EVENTS,
    connections: CONNECTIONS,
  };
  const result = await alternate({
    pairs: PAIRS,
    ours: () => throughPipeline(root, system, posted),
    baselines: {
      'graphile-worker': () => runGraphile(EVENTS, 'each'),
      'graphile-worker, jobs there before': () => runGraphile(EVENTS, 'together'),
    },
  });
  const cpuMs = medianCpuMs(result.pairs.map(({ ours }) => ours));
  const row = {
    name: 'POST to echo stored',
    ...result,
    cpu_ms_per_event: cpuMs,
    events_per_second_and_core: 1000 / allCpuMs({ cpuMs }),
    goal: `≥ ${OF_GRAPHILE_WORKER.toFixed(1)} × graphile-worker`,
    met: result.ratios['graphile-worker'] >= OF_GRAPHILE_WORKER,
  };
  const settings = { pairs: PAIRS, events: EVENTS, connections: CONNECTIONS, warm_ups: 1 };
  return { unit: 'events/s', settings, rows: [row] };
}

/** The median of each process's CPU time per event. */
export function medianCpuMs(measured) {
  const names = Object.keys(measured[0].cpuMs);
  return Object.fromEntries(
    names.map((name) => [name, median(measured.map(({ cpuMs }) => cpuMs[name]))]),
  );
}

/** `(events, added)`: runs the jobs of so many events; `{figure}` is events per second. */
async function graphileWorker(root, closing) {
  const database = await closing.use(createDatabase(), ({ drop }) => drop());
  const env = { DATABASE_URL: database.url, BODY: body, PRODUCERS: `${CONNECTIONS}` };
  const { url } = await startBaseline(root, closing, 'graphile-worker', env);
  return async (events, added) => {
    const order = JSON.stringify({ events, added });
    const answer = await fetch(`${url}/run`, { method: 'POST', body: order });
    const { seconds } = await answer.json();
    return { figure: events / seconds };
  };
}

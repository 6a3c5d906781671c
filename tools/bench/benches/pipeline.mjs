import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createDatabase } from '../../system/database.mjs';
import { startProcesses } from '../../system/system.mjs';
import { alternate } from '../harness/alternate.mjs';
import { jsonBodyOf, withBodyFiles } from '../harness/bodies.mjs';
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
export async function run(root) {
  const graphile = await startGraphileWorker(root);
  const system = await startProcesses(root);
  try {
    const url = await givenEchoTasks(system);
    const result = await withBodyFiles({ body }, (files) =>
      alternate({
        pairs: PAIRS,
        ours: () =>
          throughPipeline(root, system, {
            url,
            bodyFile: files.body,
            amount: EVENTS,
            connections: CONNECTIONS,
          }),
        baselines: {
          'graphile-worker': () => graphile.run(EVENTS, 'each'),
          'graphile-worker, jobs there before': () => graphile.run(EVENTS, 'before'),
        },
      }),
    );
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
  } finally {
    await system.stop();
    await graphile.stop();
  }
}

/** The median of each process's CPU time per event. */
export function medianCpuMs(measured) {
  const names = Object.keys(measured[0].cpuMs);
  return Object.fromEntries(
    names.map((name) => [name, median(measured.map(({ cpuMs }) => cpuMs[name]))]),
  );
}

async function startGraphileWorker(root) {
  const database = await createDatabase();
  const program = join(root, 'tools', 'bench', 'baselines', 'graphile-worker.mjs');
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program], {
    env: { PATH, HOME, DATABASE_URL: database.url, BODY: body, PRODUCERS: `${CONNECTIONS}` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return {
    run: async (events, added) => {
      const answer = once(lines, 'line');
      child.stdin.write(`${JSON.stringify({ events, added })}\n`);
      const { seconds } = JSON.parse((await answer)[0]);
      return { figure: events / seconds };
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
      await database.drop();
    },
  };
}

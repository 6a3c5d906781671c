import { alternate, mediansOf } from '../harness/alternate.mjs';
import { jsonBodyOf, withBodyFiles } from '../harness/bodies.mjs';
import { postLoad } from '../harness/load.mjs';
import { posterTo, times } from '../harness/poster.mjs';
import { until } from '../../system/until.mjs';
import { startStandalone } from '../../system/system.mjs';

const PAIRS = 5;
const INTAKE_SECONDS = 3;
const CONNECTIONS = 50;
const EVENTS = 1_000;
const AT_ONCE = 32;
const READY_S = 5;
const DRAINED_WITHIN_MS = 120_000;

/** Intake, pipeline and start of the standalone system: embedded PostgreSQL, local bus. Nothing to compare with. */
export async function run(root) {
  const startedAt = performance.now();
  const system = await startStandalone(root);
  const firstStart = secondsSince(startedAt);
  try {
    const start = await startRow(system.apps[0], firstStart);
    const pipeline = await pipelineRow(system);
    const intake = await intakeRow(root, system);
    const settings = { pairs: PAIRS, events: EVENTS, at_once: AT_ONCE, connections: CONNECTIONS };
    return { unit: '', settings, rows: [start, pipeline, intake] };
  } finally {
    await system.stop();
  }
}

async function startRow(app, firstStart) {
  const restart = async () => {
    await app.stop();
    const startedAt = performance.now();
    await app.start();
    return { figure: secondsSince(startedAt) };
  };
  const result = await alternate({ pairs: PAIRS, ours: restart, baselines: {} });
  const met = result.ours <= READY_S;
  const name = 'start to ready, warm';
  const goal = `≤ ${READY_S} s`;
  return { name, unit: 's', ...result, first_start_s: firstStart, goal, met };
}

/** Events per second, from the first POST until nothing is open. */
async function pipelineRow(system) {
  const topic = 'user/bench/echoed';
  const url = await webhookOf(system, topic);
  const script = '{% action "echo", event.data %}';
  const task = { name: 'bench', subscriptions_template: topic, script };
  await system.api('POST', '/tasks', task);
  const poster = posterTo(url, { connections: AT_ONCE });
  const body = Buffer.from(jsonBodyOf(430));
  const drain = async () => {
    const startedAt = performance.now();
    await times(EVENTS, AT_ONCE, () => poster.post(body));
    await untilNothingOpen(system);
    return { figure: EVENTS / secondsSince(startedAt) };
  };
  const result = await alternate({ pairs: PAIRS, ours: drain, baselines: {} });
  poster.close();
  return { name: 'pipeline, one echo per event', unit: 'events/s', ...result };
}

/** To a topic that no task subscribes to, so that intake has the process to itself but for the routing. */
async function intakeRow(root, system) {
  const url = await webhookOf(system, 'user/bench/posted');
  return withBodyFiles({ body: jsonBodyOf(430) }, async ({ body: bodyFile }) => {
    const load = { url, bodyFile, contentType: 'application/json', status: 204 };
    const settings = { seconds: INTAKE_SECONDS, connections: CONNECTIONS };
    const ours = () => postLoad(root, { ...load, ...settings });
    const between = () => untilNothingOpen(system);
    const result = await alternate({ pairs: PAIRS, ours, baselines: {}, between });
    const p99 = mediansOf(result.pairs, 'p99Ms');
    await untilNothingOpen(system);
    return { name: 'intake, JSON 0.4 KB', unit: '204s/s', ...result, p99_ms: p99 };
  });
}

async function webhookOf(system, topic) {
  const { id } = await system.api('POST', '/webhooks', { name: topic, topic });
  return `${system.ingressUrl}/webhooks/${id}`;
}

async function untilNothingOpen(system) {
  const isIdle = async () => {
    const { open } = await system.api('GET', '/stats');
    return Object.values(open).every(
      ({ scheduled, due, started }) => scheduled + due + started === 0,
    );
  };
  await until(isIdle, { timeoutMs: DRAINED_WITHIN_MS, everyMs: 50, what: 'an empty queue' });
}

const secondsSince = (startedAt) => (performance.now() - startedAt) / 1000;

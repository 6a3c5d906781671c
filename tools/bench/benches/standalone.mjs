import { alternate, mediansOf } from '../harness/alternate.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { bodyFile } from '../harness/body-files.mjs';
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
export async function run(root, closing) {
  const first = await firstStartRow(root, closing);
  const system = await closing.use(startStandalone(root), (opened) => opened.stop());
  const again = await restartRow(system.apps[0]);
  const pipeline = await pipelineRow(closing, system);
  const intake = await intakeRow(root, closing, system);
  const settings = { pairs: PAIRS, events: EVENTS, at_once: AT_ONCE, connections: CONNECTIONS };
  return { unit: '', settings, rows: [first, again, pipeline, intake] };
}

/** With an empty data directory each time, as after an installation; the very first counts too. */
async function firstStartRow(root, closing) {
  const firstStart = async () => {
    const startedAt = performance.now();
    const starting = startStandalone(root);
    const system = await closing.use(starting, (opened) => opened.stop());
    const figure = secondsSince(startedAt);
    await system.stop();
    return { figure };
  };
  const result = await alternate({ pairs: PAIRS, warmUps: 0, ours: firstStart, baselines: {} });
  const slowest = Math.max(...result.pairs.map(({ ours }) => ours.figure));
  return startRowOf('start to ready, with an empty data directory', result, { slowest_s: slowest });
}

async function restartRow(app) {
  const restart = async () => {
    await app.stop();
    const startedAt = performance.now();
    await app.start();
    return { figure: secondsSince(startedAt) };
  };
  const result = await alternate({ pairs: PAIRS, ours: restart, baselines: {} });
  return startRowOf('start to ready, warm', result);
}

const startRowOf = (name, result, more = {}) => ({
  name,
  unit: 's',
  ...result,
  ...more,
  goal: `≤ ${READY_S} s`,
  met: result.ours <= READY_S,
});

/** Events per second, from the first POST until nothing is open. */
async function pipelineRow(closing, system) {
  const topic = 'user/bench/echoed';
  const url = await webhookOf(system, topic);
  const script = '{% action "echo", event.data %}';
  const task = { name: 'bench', subscriptions_template: topic, script };
  await system.api('POST', '/tasks', task);
  const poster = await closing.use(posterTo(url, { connections: AT_ONCE }), ({ close }) => close());
  const body = Buffer.from(jsonBodyOf(430));
  const drain = async () => {
    const startedAt = performance.now();
    await times(EVENTS, AT_ONCE, () => poster.post(body));
    await untilNothingOpen(system);
    return { figure: EVENTS / secondsSince(startedAt) };
  };
  const result = await alternate({ pairs: PAIRS, ours: drain, baselines: {} });
  return { name: 'pipeline, one echo per event', unit: 'events/s', ...result };
}

/** To a topic that no task subscribes to, so that intake has the process to itself but for the routing. */
async function intakeRow(root, closing, system) {
  const load = {
    url: await webhookOf(system, 'user/bench/posted'),
    bodyFile: await bodyFile(closing, jsonBodyOf(430)),
    contentType: 'application/json',
    seconds: INTAKE_SECONDS,
    connections: CONNECTIONS,
    status: 204,
  };
  const ours = () => postLoad(root, load);
  const between = () => untilNothingOpen(system);
  const result = await alternate({ pairs: PAIRS, ours, baselines: {}, between });
  const p99 = mediansOf(result.pairs, 'p99Ms');
  await untilNothingOpen(system);
  return { name: 'intake, JSON 0.4 KB', unit: '204s/s', ...result, p99_ms: p99 };
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

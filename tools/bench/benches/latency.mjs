import { createServer } from 'node:http';
import { once } from 'node:events';
import { alternate, mediansOf } from '../harness/alternate.mjs';
import { startBaseline } from '../harness/baseline.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { listenForPerformed } from '../harness/performed.mjs';
import { paced, posterTo, times } from '../harness/poster.mjs';
import { requesterTo } from '../harness/requester.mjs';
import { percentile } from '../harness/statistics.mjs';
import { PEER_HOST, startProcesses } from '../../system/system.mjs';

const PAIRS = 5;
const SAMPLES = 200;
const HALF_LOAD_SECONDS = 3;
const BURST = 2_000;
const WARM_UP_EVENTS = 2_000;
const CONNECTIONS = 64;
const TIMES_BASELINE = 4;
const GOAL = `p50 ≤ ${TIMES_BASELINE} ×`;

/** From the POST to the committed result of an echo action, against a bare request-reply with two INSERTs. */
export async function run(root, closing) {
  const system = await closing.use(startProcesses(root), (opened) => opened.stop());
  const { performedAt } = await listenForPerformed(closing, system.env.DATABASE_URL);
  const env = { DATABASE_URL: system.env.DATABASE_URL };
  const baseline = await startBaseline(root, closing, 'request-reply', env);
  const requester = await requesterTo(closing, baseline.queues[0]);
  const script = '{% action "echo", event.data %}';
  const echo = await posterOf(closing, system, 'user/bench/echoed', script);
  const body = Buffer.from(jsonBodyOf(430));
  const askOurs = async () => performedAt(await echo.post(body));
  const bare = await barePipeline(root, closing, env);
  const asked = {
    ours: askOurs,
    'request-reply': () => requester.ask(body),
    'bare pipeline': async () => performedAt(await bare.post(body)),
  };
  const row = (name, measured, extra) => rowOf(name, asked, measured, extra);

  for (const ask of Object.values(asked)) await warmUp(ask);
  const rows = [await row('one at a time', oneAtATime)];
  const perSecond = Math.floor((await capacityOf(askOurs)) / 2);
  rows.push(await row('half load', halfLoad(perSecond), { per_second: perSecond }));
  rows.push(await httpRow(closing, system, body));
  const settings = {
    pairs: PAIRS,
    samples: SAMPLES,
    half_load_seconds: HALF_LOAD_SECONDS,
    connections: CONNECTIONS,
    warm_up_events: 2 * WARM_UP_EVENTS,
    capacity_events: BURST,
    capacity_at_once: CONNECTIONS,
  };
  return { unit: 'ms', settings, rows };
}

/** A webhook of its own whose events run one script. */
async function posterOf(closing, system, topic, script) {
  const { id } = await system.api('POST', '/webhooks', { name: topic, topic });
  await system.api('POST', '/tasks', { name: topic, subscriptions_template: topic, script });
  const poster = posterTo(`${system.ingressUrl}/webhooks/${id}`, { connections: CONNECTIONS });
  return closing.use(poster, ({ close }) => close());
}

/** Three processes with the same hops between them as ours, and nothing else. Answers a poster to the first. */
async function barePipeline(root, closing, env) {
  let next = '';
  let url;
  for (const stage of ['perform', 'route', 'intake']) {
    const more = { ...env, STAGE: stage, NEXT: next };
    const started = await startBaseline(root, closing, 'bare-pipeline', more);
    next = started.queues[0];
    url = started.url;
  }
  const poster = posterTo(url, { connections: CONNECTIONS });
  return closing.use(poster, ({ close }) => close());
}

/** What a process does seldom is compiled late: until then a single event costs it twice as much. */
async function warmUp(ask) {
  await times(WARM_UP_EVENTS, 1, ask);
  await times(WARM_UP_EVENTS, CONNECTIONS, ask);
}

async function rowOf(name, { ours, ...others }, measured, extra = {}) {
  console.error(name);
  const baselines = Object.fromEntries(
    Object.entries(others).map(([of, ask]) => [of, () => measured(ask)]),
  );
  const result = await alternate({ pairs: PAIRS, ours: () => measured(ours), baselines });
  const met = result.ratios['request-reply'] <= TIMES_BASELINE;
  return { name, ...extra, ...result, p99_ms: mediansOf(result.pairs, 'p99Ms'), goal: GOAL, met };
}

/** The figure is the median; `ask` resolves with the time at which it was done. */
async function oneAtATime(ask) {
  const taken = [];
  await times(SAMPLES, 1, () => timed(ask, taken));
  return summaryOf(taken);
}

const halfLoad = (perSecond) => async (ask) => {
  const taken = [];
  await paced(perSecond, HALF_LOAD_SECONDS, () => timed(ask, taken));
  return summaryOf(taken);
};

async function timed(ask, taken) {
  const startedAt = performance.now();
  taken.push((await ask()) - startedAt);
}

const summaryOf = (taken) => ({ figure: percentile(taken, 50), p99Ms: percentile(taken, 99) });

/**
 * How many a second it performs at most, with every connection that half load may use busy, from the same process.
 * Both sides get half of what ours can do.
 */
async function capacityOf(ask) {
  const startedAt = performance.now();
  await times(BURST, CONNECTIONS, ask);
  return BURST / ((performance.now() - startedAt) / 1000);
}

/** To the arrival of an http action's request at a local receiver, one at a time. */
async function httpRow(closing, system, body) {
  console.error('one at a time, http');
  let arrived;
  const receiver = createServer((request, response) => {
    arrived(performance.now());
    request.resume();
    response.end();
  }).listen(0, PEER_HOST);
  await closing.use(once(receiver, 'listening'), () => {
    receiver.close();
    receiver.closeAllConnections();
  });
  const url = `http://${PEER_HOST}:${receiver.address().port}/`;
  const options = `{"method": "post", "url": "${url}", "body": {{ event.data | json }}}`;
  const script = `{% action "http" %}${options}{% endaction %}`;
  const http = await posterOf(closing, system, 'user/bench/sent', script);
  const ask = async () => {
    const arrival = new Promise((resolve) => (arrived = resolve));
    await http.post(body);
    return arrival;
  };
  const result = await alternate({ pairs: PAIRS, ours: () => oneAtATime(ask), baselines: {} });
  const p99 = mediansOf(result.pairs, 'p99Ms');
  return { name: 'one at a time, to the arrival of an http action', ...result, p99_ms: p99 };
}

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
const BURST = 1_000;
const BURST_AT_ONCE = 32;
const CONNECTIONS = 64;
const TIMES_BASELINE = 4;
const GOAL = `p50 ≤ ${TIMES_BASELINE} ×`;

/** From the POST to the committed result of an echo action, against a bare request-reply with two INSERTs. */
export async function run(root) {
  const system = await startProcesses(root);
  const performed = await listenForPerformed(system.env.DATABASE_URL);
  const env = { DATABASE_URL: system.env.DATABASE_URL };
  const baseline = await startBaseline(root, 'request-reply', env);
  const requester = await requesterTo(baseline.queue);
  try {
    const echo = await posterOf(system, 'user/bench/echoed', '{% action "echo", event.data %}');
    const body = Buffer.from(jsonBodyOf(430));
    const askOurs = async () => performed.performedAt(await echo.post(body));
    const askBaseline = () => requester.ask(body);
    const row = (name, measured, extra) => rowOf(name, askOurs, askBaseline, measured, extra);

    const rows = [await row('one at a time', oneAtATime)];
    const perSecond = Math.floor((await capacityOf(askOurs)) / 2);
    rows.push(await row('half load', halfLoad(perSecond), { per_second: perSecond }));
    rows.push(await httpRow(system, body));
    echo.close();
    const settings = { pairs: PAIRS, samples: SAMPLES, half_load_seconds: HALF_LOAD_SECONDS };
    return { unit: 'ms', settings, rows };
  } finally {
    await requester.close();
    await performed.close();
    await baseline.app.stop();
    await system.stop();
  }
}

/** A webhook of its own whose events run one script. */
async function posterOf(system, topic, script) {
  const { id } = await system.api('POST', '/webhooks', { name: topic, topic });
  await system.api('POST', '/tasks', { name: topic, subscriptions_template: topic, script });
  return posterTo(`${system.ingressUrl}/webhooks/${id}`, { connections: CONNECTIONS });
}

async function rowOf(name, askOurs, askBaseline, measured, extra = {}) {
  console.error(name);
  const baselines = { 'request-reply': () => measured(askBaseline) };
  const result = await alternate({ pairs: PAIRS, ours: () => measured(askOurs), baselines });
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

/** How many a second it performs of a burst. Both sides get half of what ours can do. */
async function capacityOf(ask) {
  await times(BURST, BURST_AT_ONCE, ask);
  const startedAt = performance.now();
  await times(BURST, BURST_AT_ONCE, ask);
  return BURST / ((performance.now() - startedAt) / 1000);
}

/** To the arrival of an http action's request at a local receiver, one at a time. */
async function httpRow(system, body) {
  console.error('one at a time, http');
  let arrived;
  const receiver = createServer((request, response) => {
    arrived(performance.now());
    request.resume();
    response.end();
  }).listen(0, PEER_HOST);
  await once(receiver, 'listening');
  const url = `http://${PEER_HOST}:${receiver.address().port}/`;
  const options = `{"method": "post", "url": "${url}", "body": {{ event.data | json }}}`;
  const script = `{% action "http" %}${options}{% endaction %}`;
  const http = await posterOf(system, 'user/bench/sent', script);
  const ask = async () => {
    const arrival = new Promise((resolve) => (arrived = resolve));
    await http.post(body);
    return arrival;
  };
  const result = await alternate({ pairs: PAIRS, ours: () => oneAtATime(ask), baselines: {} });
  http.close();
  receiver.close();
  receiver.closeAllConnections();
  const p99 = mediansOf(result.pairs, 'p99Ms');
  return { name: 'one at a time, to the arrival of an http action', ...result, p99_ms: p99 };
}

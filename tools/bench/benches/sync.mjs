import { once } from 'node:events';
import { createServer } from 'node:http';
import { alternate, mediansOf } from '../harness/alternate.mjs';
import { startBaseline } from '../harness/baseline.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { bodyFile as fileOf } from '../harness/body-files.mjs';
import { postLoad } from '../harness/load.mjs';
import { posterTo, times } from '../harness/poster.mjs';
import { purgeOf } from '../harness/queues.mjs';
import { requesterTo } from '../harness/requester.mjs';
import { percentile } from '../harness/statistics.mjs';
import { PEER_HOST, startProcesses } from '../../system/system.mjs';

const PAIRS = 5;
const SAMPLES = 200;
const CALLS = 2_000;
const AT_ONCE = 64;
const WAITING = 1_000;
const SECONDS = 3;
const TIMES_BASELINE = 3;
const OF_RPC = 0.5;
const BESIDE_WAITING = 1.2;
const OF_EXPRESS = 0.8;
const PATH = 'f/bench/call';
const SLOW_PATH = 'f/bench/slow';

/** Calls of a task: the time and rate of those that wait, the rate of those that do not. */
export async function run(root, closing) {
  const body = Buffer.from(jsonBodyOf(430));
  const rows = [...(await waitingRows(root, closing, body)), await asyncRow(root, closing, body)];
  const settings = {
    pairs: PAIRS,
    samples: SAMPLES,
    calls: CALLS,
    at_once: AT_ONCE,
    waiting: WAITING,
    seconds: SECONDS,
    body_bytes: body.length,
  };
  return { unit: 'ms', settings, rows };
}

async function waitingRows(root, closing, body) {
  // All callers come from one address here.
  const limits = { CONNECTION_LIMIT_PER_ADDRESS: String(2 * WAITING) };
  const starting = startProcesses(root, { env: limits });
  const system = await closing.use(starting, (opened) => opened.stop());
  const env = { DATABASE_URL: system.env.DATABASE_URL, INSERTS: '1' };
  const baseline = await startBaseline(root, closing, 'request-reply', env);
  const requester = await requesterTo(closing, baseline.queues[0]);
  await system.api('POST', '/tasks', { name: 'Call', path: PATH, script: '{% result 1 %}' });
  const caller = await callerTo(closing, system, PATH, AT_ONCE);
  const askOurs = () => caller.post(body);
  const askBare = () => requester.ask(body);
  for (const ask of [askOurs, askBare]) {
    await times(CALLS, 1, ask);
    await times(CALLS, AT_ONCE, ask);
  }

  console.error('one at a time');
  const single = await alternate({
    pairs: PAIRS,
    ours: () => oneAtATime(askOurs),
    baselines: { 'request-reply': () => oneAtATime(askBare) },
  });
  console.error(`${AT_ONCE} at a time`);
  const many = await alternate({
    pairs: PAIRS,
    ours: () => rateOf(askOurs),
    baselines: { 'request-reply': () => rateOf(askBare) },
  });
  console.error(`beside ${WAITING} waiting`);
  const slow = await slowPeer(closing);
  const script = `{% action "http", method: "post", url: "${slow.url}" %}{% result 1 %}`;
  await system.api('POST', '/tasks', { name: 'Slow', path: SLOW_PATH, script });
  const waiters = await callerTo(closing, system, `${SLOW_PATH}?wait=actions`, WAITING);
  const beside = await alternate({
    pairs: PAIRS,
    ours: () => besideWaiting(system, { slow, waiters, body }, () => oneAtATime(askOurs)),
    baselines: { 'nobody waiting': () => oneAtATime(askOurs) },
  });
  return [
    rowOf('one at a time', single, {
      goal: `p50 ≤ ${TIMES_BASELINE} ×`,
      met: single.ratios['request-reply'] <= TIMES_BASELINE,
      p99_ms: mediansOf(single.pairs, 'p99Ms'),
    }),
    rowOf(`${AT_ONCE} at a time`, many, {
      unit: 'calls/s',
      goal: `≥ ${OF_RPC} ×`,
      met: many.ratios['request-reply'] >= OF_RPC,
    }),
    rowOf(`beside ${WAITING} waiting`, beside, {
      goal: `p50 ≤ ${BESIDE_WAITING} ×`,
      met: beside.ratios['nobody waiting'] <= BESIDE_WAITING,
      p99_ms: mediansOf(beside.pairs, 'p99Ms'),
    }),
  ];
}

async function asyncRow(root, closing, body) {
  console.error('not waiting');
  const counts = { 'event-router': 0, 'task-runner': 0 };
  const system = await closing.use(startProcesses(root, { counts }), (opened) => opened.stop());
  await system.api('POST', '/tasks', { name: 'Call', path: PATH, script: '{% result 1 %}' });
  await system.apps.find(({ name }) => name === 'admin-api').stop();
  const env = { DATABASE_URL: system.env.DATABASE_URL };
  const express = await startBaseline(root, closing, 'express-grouped-insert', env);
  const bodyFile = await fileOf(closing, body);
  const load = (url, headers = {}) =>
    postLoad(root, {
      url,
      bodyFile,
      contentType: 'application/json',
      headers,
      seconds: SECONDS,
      connections: AT_ONCE,
      status: 201,
    });
  const result = await alternate({
    pairs: PAIRS,
    ours: () => load(addressOf(system, 'run', PATH), authorized(system)),
    baselines: { Express: () => load(`${express.url}/jobs`) },
    between: await purgeOf(closing, [`${system.prefix}.task-runs.normal`]),
  });
  return rowOf('not waiting', result, {
    unit: '201s/s',
    goal: `≥ ${OF_EXPRESS} ×`,
    met: result.ratios['Express'] >= OF_EXPRESS,
    p99_ms: mediansOf(result.pairs, 'p99Ms'),
  });
}

const rowOf = (name, result, more) => ({ name, ...result, ...more });

const addressOf = ({ ingressUrl }, kind, path) => `${ingressUrl}/api/w/main/jobs/${kind}/p/${path}`;

const authorized = ({ env }) => ({ authorization: `Bearer ${env.ADMIN_TOKEN}` });

/** Calls a task and waits for its result: `post(body)`. */
async function callerTo(closing, system, path, connections) {
  const options = { connections, status: 200, headers: authorized(system) };
  const caller = posterTo(addressOf(system, 'run_wait_result', path), options);
  return closing.use(caller, ({ close }) => close());
}

/** The figure is the median. */
async function oneAtATime(ask) {
  const taken = [];
  await times(SAMPLES, 1, async () => {
    const startedAt = performance.now();
    await ask();
    taken.push(performance.now() - startedAt);
  });
  return { figure: percentile(taken, 50), p99Ms: percentile(taken, 99) };
}

async function rateOf(ask) {
  const startedAt = performance.now();
  await times(CALLS, AT_ONCE, ask);
  return { figure: CALLS / ((performance.now() - startedAt) / 1_000) };
}

/** A peer that answers nobody until it is let go. */
async function slowPeer(closing) {
  const held = new Set();
  let isHolding = false;
  const server = createServer((request, response) => {
    request.resume();
    if (isHolding) held.add(response);
    else response.end();
  }).listen(0, PEER_HOST);
  await closing.use(once(server, 'listening'), () => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://${PEER_HOST}:${server.address().port}/`,
    hold: () => void (isHolding = true),
    letGo() {
      isHolding = false;
      for (const response of held) response.end();
      held.clear();
    },
  };
}

/** Measures while so many callers wait; afterwards all of them get their answers. */
async function besideWaiting(system, { slow, waiters, body }, measure) {
  slow.hold();
  const waiting = Array.from({ length: WAITING }, () => waiters.post(body));
  const all = Promise.all(waiting);
  await Promise.race([untilWaiting(system, WAITING), all]);
  const measured = await measure();
  slow.letGo();
  await all;
  return measured;
}

async function untilWaiting({ ingressUrl }, amount) {
  for (;;) {
    const text = await (await fetch(`${ingressUrl}/metrics`)).text();
    const count = Number(/^millwright_ingress_waiting (\d+)/m.exec(text)?.[1] ?? 0);
    if (count >= amount) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

import { alternate, mediansOf } from '../harness/alternate.mjs';
import { startBaseline } from '../harness/baseline.mjs';
import { rowsOfCases } from '../harness/intake-cases.mjs';
import { postLoad } from '../harness/load.mjs';
import { keeping, keptInAll, startOneIngress } from '../harness/one-ingress.mjs';
import { bodyFile as fileOf } from '../harness/body-files.mjs';
import { messageIn, purgeOf, queuesOf, SHARDS } from '../harness/queues.mjs';

const PAIRS = 5;
const SECONDS = 3;
const CONNECTIONS = 50;
/** Every answer carries CORS headers: the requests come as if from a page of another origin. */
const HEADERS = { origin: 'https://app.example.com' };
const OF_EXPRESS = 1.2;
const OF_NODE_HTTP = 0.7;
/** What is left of the goals when the broker gets from node:http what it gets from ours. */
const SAME_WORK = 'node:http with our messages';
const GOAL = `≥ ${OF_EXPRESS} × Express, ≥ ${OF_NODE_HTTP} × node:http, p99 not above either's`;

/** Durable 204s per second and p99 of one ingress process, against bare servers with a confirmed publish. */
export async function run(root, closing) {
  const express = await startBaseline(root, closing, 'express-confirmed-publish');
  const nodeHttp = await startBaseline(root, closing, 'node-http');
  const { system, urls } = await startOneIngress(root, closing, { ours: {} });
  const ours = queuesOf(system.prefix);
  const bare = [...express.queues, ...nodeHttp.queues];
  const rows = await rowsOfCases(closing, async ({ name, body, contentType, parser, bodyFile }) => {
    await (
      await purgeOf(closing, ours)
    )();
    const message = await messageIn(ours, () => postOne(urls.ours, body, contentType));
    const env = { MESSAGE_FILE: await fileOf(closing, message) };
    const sameWork = await startBaseline(root, closing, 'node-http', env, SHARDS);
    const load = (url) => () =>
      postLoad(root, {
        url,
        bodyFile,
        contentType,
        headers: HEADERS,
        seconds: SECONDS,
        connections: CONNECTIONS,
        status: 204,
      });
    const result = await alternate({
      pairs: PAIRS,
      ours: keeping(system, load(urls.ours)),
      baselines: {
        Express: load(`${express.url}/${parser}/1`),
        'node:http': load(`${nodeHttp.url}/1`),
        [SAME_WORK]: load(`${sameWork.url}/1`),
      },
      between: await purgeOf(closing, [...ours, ...bare, ...sameWork.queues]),
    });
    const sizes = { body_bytes: body.length, message_bytes: message.length };
    return { name, ...sizes, ...result, ...verdictOf(result) };
  });
  const settings = {
    pairs: PAIRS,
    seconds: SECONDS,
    connections: CONNECTIONS,
    warm_ups: 1,
    our_queues: ours.length,
    baseline_queues: 1,
    queues_with_our_messages: SHARDS,
  };
  return { unit: '204s/s', settings, rows };
}

async function postOne(url, body, contentType) {
  const headers = { ...HEADERS, 'content-type': contentType };
  const { status } = await fetch(url, { method: 'POST', body, headers });
  if (status !== 204) throw new Error(`${url} answers ${status}`);
}

/** Whether the goal is met, and what of it was missed. */
function verdictOf({ ratios, pairs }) {
  const p99 = mediansOf(pairs, 'p99Ms');
  const missed = Object.entries({
    Express: ratios.Express < OF_EXPRESS,
    'node:http': ratios['node:http'] < OF_NODE_HTTP,
    'p99 of Express': p99.ours > p99.Express,
    'p99 of node:http': p99.ours > p99['node:http'],
  })
    .filter(([, isMissed]) => isMissed)
    .map(([what]) => what);
  return {
    p99_ms: p99,
    kept_by: keptInAll(pairs),
    goal: GOAL,
    met: missed.length === 0,
    ...(missed.length > 0 && { missed }),
  };
}

import { alternate, mediansOf } from '../harness/alternate.mjs';
import { startBaseline } from '../harness/baseline.mjs';
import {
  formBody,
  jsonBodyOf,
  multipartBody,
  multipartType,
  withBodyFiles,
} from '../harness/bodies.mjs';
import { postLoad } from '../harness/load.mjs';
import { queuesOf, withPurge } from '../harness/queues.mjs';
import { startProcesses } from '../../system/system.mjs';

const PAIRS = 5;
const SECONDS = 3;
const CONNECTIONS = 50;
/** Every answer carries CORS headers: the requests come as if from a page of another origin. */
const HEADERS = { origin: 'https://app.example.com' };
const OF_EXPRESS = 1.2;
const OF_NODE_HTTP = 0.7;
const GOAL = `≥ ${OF_EXPRESS} × Express, ≥ ${OF_NODE_HTTP} × node:http, p99 not above Express's`;

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** What is posted, and to which of the Express baseline's parsers. */
const cases = [
  { name: 'JSON, 0.4 KB', body: jsonBodyOf(430), contentType: JSON_TYPE, parser: 'json' },
  { name: 'JSON, 4 KB', body: jsonBodyOf(4_096), contentType: JSON_TYPE, parser: 'json' },
  { name: 'JSON, 64 KB', body: jsonBodyOf(65_536), contentType: JSON_TYPE, parser: 'json' },
  { name: 'form, 0.4 KB', body: formBody, contentType: FORM_TYPE, parser: 'form' },
  {
    name: 'multipart, 2 KB',
    body: multipartBody(),
    contentType: multipartType,
    parser: 'multipart',
  },
];

/** Durable 204s per second and p99 of one ingress process, against bare servers with a confirmed publish. */
export async function run(root) {
  const express = await startBaseline(root, 'express-confirmed-publish');
  const nodeHttp = await startBaseline(root, 'node-http');
  try {
    const rows = await withIngress(root, (oursUrl, system) => {
      const queues = [...queuesOf(system.prefix), express.queue, nodeHttp.queue];
      const urls = { ours: oursUrl, express: express.url, nodeHttp: nodeHttp.url };
      return withPurge(queues, (purge) => measure(root, urls, purge));
    });
    const settings = { pairs: PAIRS, seconds: SECONDS, connections: CONNECTIONS, warm_ups: 1 };
    return { unit: '204s/s', settings, rows };
  } finally {
    await express.app.stop();
    await nodeHttp.app.stop();
  }
}

/** One ingress process, with a webhook; admin-api only makes it, and the routers stay away. */
export async function withIngress(root, work, webhook = {}) {
  const counts = { 'event-router': 0, 'task-runner': 0 };
  const system = await startProcesses(root, { counts });
  try {
    const topic = 'user/bench/posted';
    const { id } = await system.api('POST', '/webhooks', { name: 'bench', topic, ...webhook });
    await system.apps.find(({ name }) => name === 'admin-api').stop();
    return await work(`${system.ingressUrl}/webhooks/${id}`, system);
  } finally {
    await system.stop();
  }
}

async function measure(root, urls, purge) {
  const bodies = Object.fromEntries(cases.map(({ body }, index) => [`body-${index}`, body]));
  return withBodyFiles(bodies, async (files) => {
    const rows = [];
    for (const [index, each] of cases.entries()) {
      console.error(`${each.name} (${each.body.length} bytes)`);
      rows.push(await rowOf(root, urls, purge, { ...each, bodyFile: files[`body-${index}`] }));
    }
    return rows;
  });
}

async function rowOf(root, urls, purge, { name, body, contentType, parser, bodyFile }) {
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
    ours: load(urls.ours),
    baselines: {
      Express: load(`${urls.express}/${parser}/1`),
      'node:http': load(`${urls.nodeHttp}/1`),
    },
    between: purge,
  });
  const p99 = mediansOf(result.pairs, 'p99Ms');
  const met =
    result.ratios.Express >= OF_EXPRESS &&
    result.ratios['node:http'] >= OF_NODE_HTTP &&
    p99.ours <= p99.Express;
  return { name, body_bytes: body.length, ...result, p99_ms: p99, goal: GOAL, met };
}

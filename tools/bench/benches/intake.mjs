import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postLoad } from '../harness/load.mjs';
import { median } from '../harness/report.mjs';
import { freePort, startProgram } from '../harness/processes.mjs';
import { withIngress } from '../harness/ingress.mjs';

const PAIRS = 5;
const SECONDS = 5;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 50;

/** A body of about so many bytes, as a SaaS tool would send it. */
function bodyOf(bytes) {
  const item = { id: 820982911946, title: 'Aviator sunglasses', price: '89.99', quantity: 1 };
  const body = { id: 450789469, topic: 'orders/create', email: 'jon@example.com', items: [item] };
  while (JSON.stringify(body).length < bytes) body.items.push(item);
  return JSON.stringify(body);
}

/** Durable 204s per second of one ingress process, against Express with a confirmed publish. */
export async function run(root) {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  const bodyFile = join(folder, 'body.json');
  writeFileSync(bodyFile, bodyOf(430));
  const amqpUrl = process.env.AMQP_URL ?? 'amqp://guest:guest@127.0.0.1:5672';
  const port = await freePort();
  const baseline = await startProgram(
    join(root, 'tools', 'bench', 'baselines', 'express-confirmed-publish.mjs'),
    {
      env: { AMQP_URL: amqpUrl, QUEUE: `bench-${process.pid}.express`, PORT: `${port}` },
      url: `http://127.0.0.1:${port}/ready`,
    },
  );
  const baselineUrl = `http://127.0.0.1:${port}/webhooks/1`;
  try {
    return await withIngress(root, { amqpUrl }, (oursUrl) =>
      measure({ root, bodyFile, oursUrl, baselineUrl }),
    );
  } finally {
    await baseline.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ root, bodyFile, oursUrl, baselineUrl }) {
  const load = (url, seconds) =>
    postLoad(root, {
      url,
      bodyFile,
      seconds,
      contentType: 'application/json',
      connections: CONNECTIONS,
      status: 204,
    });
  await load(oursUrl, WARM_UP_SECONDS);
  await load(baselineUrl, WARM_UP_SECONDS);
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const ours = await load(oursUrl, SECONDS);
    const express = await load(baselineUrl, SECONDS);
    pairs.push({ ours, express });
    console.error(
      `pair ${pair + 1}: ours ${Math.round(ours.perSecond)}/s, Express ${Math.round(express.perSecond)}/s`,
    );
  }
  const row = {
    name: 'json-430b',
    ours: median(pairs.map(({ ours }) => ours.perSecond)),
    baselines: { express: median(pairs.map(({ express }) => express.perSecond)) },
    ratios: {
      express: median(pairs.map(({ ours, express }) => ours.perSecond / express.perSecond)),
    },
    p99_ms: {
      ours: median(pairs.map(({ ours }) => ours.p99Ms)),
      express: median(pairs.map(({ express }) => express.p99Ms)),
    },
    pairs,
  };
  return {
    unit: 'accepts/s',
    settings: { pairs: PAIRS, seconds: SECONDS, connections: CONNECTIONS, body_bytes: 430 },
    rows: [row],
  };
}

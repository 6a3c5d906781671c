import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { startProcesses } from '../../system/system.mjs';
import { alternate, mediansOf } from '../harness/alternate.mjs';
import { jsonBodyOf, withBodyFiles } from '../harness/bodies.mjs';
import { postLoad } from '../harness/load.mjs';
import { queuesOf, withPurge } from '../harness/queues.mjs';

const PAIRS = 5;
const SECONDS = 3;
const CONNECTIONS = 50;
const OF_INTAKE = 0.85;
const GOAL = `≥ ${OF_INTAKE} × the same webhook without verification`;

const cases = [
  { name: 'JSON, 0.4 KB', body: jsonBodyOf(430) },
  { name: 'JSON, 4 KB', body: jsonBodyOf(4_096) },
  { name: 'JSON, 64 KB', body: jsonBodyOf(65_536) },
];

/**
 * Durable 204s per second of one ingress process whose webhook verifies GitHub's signature, against a webhook of the
 * same process that does not. Both get the very same requests: what differs is the verification.
 */
export async function run(root) {
  const secret = randomBytes(32).toString('hex');
  const system = await startProcesses(root, { counts: { 'event-router': 0, 'task-runner': 0 } });
  try {
    const webhook = (more) =>
      system.api('POST', '/webhooks', { name: 'bench', topic: 'user/bench/posted', ...more });
    const plain = await webhook({});
    const verified = await webhook({ provider: 'github', verification: { secrets: [secret] } });
    await system.apps.find(({ name }) => name === 'admin-api').stop();
    const urlOf = ({ id }) => `${system.ingressUrl}/webhooks/${id}`;
    const urls = { plain: urlOf(plain), verified: urlOf(verified) };
    await expectRefusal(urls.verified, secret);
    const rows = await withPurge(queuesOf(system.prefix), (purge) =>
      measure(root, { urls, secret, purge }),
    );
    const settings = { pairs: PAIRS, seconds: SECONDS, connections: CONNECTIONS, warm_ups: 1 };
    return { unit: '204s/s', settings, rows };
  } finally {
    await system.stop();
  }
}

/** What is measured does verify: a body that was changed is answered 401. */
async function expectRefusal(url, secret) {
  const body = '{"a":1}';
  const headers = headersOf(secret, body);
  const { status } = await fetch(url, { method: 'POST', headers, body: '{"a":2}' });
  if (status !== 401) throw new Error(`${url} answers ${status} to a wrong signature`);
}

const headersOf = (secret, body) => ({
  'content-type': 'application/json',
  'x-github-event': 'push',
  'x-github-delivery': randomUUID(),
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

function measure(root, context) {
  const bodies = Object.fromEntries(cases.map(({ body }, index) => [`body-${index}`, body]));
  return withBodyFiles(bodies, async (files) => {
    const rows = [];
    for (const [index, each] of cases.entries()) {
      console.error(`${each.name} (${each.body.length} bytes)`);
      rows.push(await rowOf(root, context, { ...each, bodyFile: files[`body-${index}`] }));
    }
    return rows;
  });
}

async function rowOf(root, { urls, secret, purge }, { name, body, bodyFile }) {
  const { 'content-type': contentType, ...headers } = headersOf(secret, body);
  const load = (url) => () =>
    postLoad(root, {
      url,
      bodyFile,
      contentType,
      headers,
      seconds: SECONDS,
      connections: CONNECTIONS,
      status: 204,
    });
  const result = await alternate({
    pairs: PAIRS,
    ours: load(urls.verified),
    baselines: { intake: load(urls.plain) },
    between: purge,
  });
  const p99 = mediansOf(result.pairs, 'p99Ms');
  const met = result.ratios.intake >= OF_INTAKE;
  return { name, body_bytes: body.length, ...result, p99_ms: p99, goal: GOAL, met };
}

import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { alternate, mediansOf } from '../harness/alternate.mjs';
import { bodyFile } from '../harness/body-files.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { postLoad } from '../harness/load.mjs';
import { keeping, keptInAll, startOneIngress } from '../harness/one-ingress.mjs';
import { purgeOf, queuesOf } from '../harness/queues.mjs';

const PAIRS = 5;
/** The first requests of a process are slower by half: both sides have to be past that. */
const WARM_UPS = 2;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const CONNECTIONS = 50;
const BODY_BYTES = 430;
const WEBHOOKS = 10_000;
const OF_NONE = 0.9;
/** As much as two alike differ from one another. */
const OF_FEW = 0.95;

/** More than can be sent, so that all of it is let through, and all of it counted. */
const PLENTY = { requests: 1_000_000, per_seconds: 10 };
const rules = {
  'de-duplication by delivery id': { dedupe: { by: 'delivery-id' } },
  'de-duplication by a path': { dedupe: { by: 'path:id' } },
  'de-duplication by the body': { dedupe: { by: 'body-sha256' } },
  'a rate limit': { rate_limit: PLENTY },
  'a filter': { filter: { all: [{ path: 'topic', operator: 'exists' }] } },
};
const off = { dedupe: { by: 'delivery-id', window_seconds: 0 } };

/**
 * Durable 204s per second of one ingress process whose webhook verifies GitHub's signature and keeps to one more rule,
 * against a webhook of the same process without that rule; and of a process with ten thousand webhooks, against one
 * with a single one.
 */
export async function run(root, closing) {
  const secret = randomBytes(32).toString('hex');
  const verified = { provider: 'github', verification: { secrets: [secret] }, ...off };
  const webhooks = Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, { ...verified, ...rule }]),
  );
  const { system, urls } = await startOneIngress(root, closing, { without: verified, ...webhooks });
  const body = jsonBodyOf(BODY_BYTES);
  const file = await bodyFile(closing, body);
  const load = (of, url) =>
    keeping(of, () =>
      postLoad(root, {
        url,
        bodyFile: file,
        contentType: 'application/json',
        headers: signedHeaders(secret, body),
        seconds: SECONDS,
        connections: CONNECTIONS,
        status: 204,
      }),
    );
  const purge = await purgeOf(closing, queuesOf(system.prefix));
  const rows = [];
  for (const name of Object.keys(rules)) {
    console.error(name);
    const sides = { ours: load(system, urls[name]), other: load(system, urls.without) };
    rows.push(await rowOf(name, sides, 'without', OF_NONE, purge));
  }
  const crowded = await startOneIngress(root, closing, { without: verified });
  await addWebhooks(crowded.system.databaseUrl, WEBHOOKS);
  const name = `${WEBHOOKS.toLocaleString('en')} webhooks`;
  console.error(name);
  const purgeBoth = await purgeOf(closing, [
    ...queuesOf(system.prefix),
    ...queuesOf(crowded.system.prefix),
  ]);
  const sides = {
    ours: load(crowded.system, crowded.urls.without),
    other: load(system, urls.without),
  };
  rows.push(await rowOf(name, sides, 'a few', OF_FEW, purgeBoth));
  const settings = {
    ...{ pairs: PAIRS, seconds: SECONDS, connections: CONNECTIONS, warm_ups: WARM_UPS },
  };
  return { unit: '204s/s', settings, rows };
}

async function rowOf(name, { ours, other }, baseline, least, between) {
  const result = await alternate({
    pairs: PAIRS,
    warmUps: WARM_UPS,
    ours,
    baselines: { [baseline]: other },
    between,
  });
  return {
    name,
    body_bytes: BODY_BYTES,
    ...result,
    p99_ms: mediansOf(result.pairs, 'p99Ms'),
    kept_by: keptInAll(result.pairs),
    goal: `≥ ${least} × ${baseline}`,
    met: result.ratios[baseline] >= least,
  };
}

const signedHeaders = (secret, body) => ({
  'x-github-event': 'push',
  'x-github-delivery': randomUUID(),
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

/** As the one that is there, but for their ids. */
async function addWebhooks(databaseUrl, amount) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into webhooks (id, workspace_id, name, topic, changed_epoch)
       select gen_random_uuid(), w.workspace_id, w.name || n, w.topic, w.changed_epoch
       from webhooks w, generate_series(2, $1) n`,
      [amount],
    );
  } finally {
    await client.end();
  }
}

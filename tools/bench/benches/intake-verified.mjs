import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { alternate, mediansOf } from '../harness/alternate.mjs';
import { rowsOfCases } from '../harness/intake-cases.mjs';
import { postLoad } from '../harness/load.mjs';
import { keeping, keptInAll, startOneIngress } from '../harness/one-ingress.mjs';
import { purgeOf, queuesOf } from '../harness/queues.mjs';

const PAIRS = 5;
/** The first requests of a process are slower by half: both sides have to be past that. */
const WARM_UPS = 2;
const SECONDS = 3;
const CONNECTIONS = 50;
const OF_INTAKE = 0.85;
const GOAL = `≥ ${OF_INTAKE} × the same webhook without verification`;

/**
 * Durable 204s per second of one ingress process whose webhook verifies GitHub's signature, against a webhook of the
 * same process that does not. Both get the very same requests: what differs is the verification.
 */
export async function run(root, closing) {
  const secret = randomBytes(32).toString('hex');
  const { system, urls } = await startOneIngress(root, closing, {
    plain: {},
    verified: { provider: 'github', verification: { secrets: [secret] } },
  });
  await expectRefusal(urls.verified, secret);
  const purge = await purgeOf(closing, queuesOf(system.prefix));
  const rows = await rowsOfCases(closing, async ({ name, body, contentType, bodyFile }) => {
    const load = (url) =>
      keeping(system, () =>
        postLoad(root, {
          url,
          bodyFile,
          contentType,
          headers: signedHeaders(secret, body),
          seconds: SECONDS,
          connections: CONNECTIONS,
          status: 204,
        }),
      );
    const result = await alternate({
      pairs: PAIRS,
      warmUps: WARM_UPS,
      ours: load(urls.verified),
      baselines: { intake: load(urls.plain) },
      between: purge,
    });
    return {
      name,
      body_bytes: body.length,
      ...result,
      p99_ms: mediansOf(result.pairs, 'p99Ms'),
      kept_by: keptInAll(result.pairs),
      goal: GOAL,
      met: result.ratios.intake >= OF_INTAKE,
    };
  });
  const settings = {
    pairs: PAIRS,
    seconds: SECONDS,
    connections: CONNECTIONS,
    warm_ups: WARM_UPS,
  };
  return { unit: '204s/s', settings, rows };
}

/** What is measured does verify: a body that was changed is answered 401. */
async function expectRefusal(url, secret) {
  const headers = { 'content-type': 'application/json', ...signedHeaders(secret, '{"a":1}') };
  const { status } = await fetch(url, { method: 'POST', headers, body: '{"a":2}' });
  if (status !== 401) throw new Error(`${url} answers ${status} to a wrong signature`);
}

const signedHeaders = (secret, body) => ({
  'x-github-event': 'push',
  'x-github-delivery': randomUUID(),
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

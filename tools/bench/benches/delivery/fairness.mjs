import { alternate } from '../../harness/alternate.mjs';
import { paced, posterTo, times } from '../../harness/poster.mjs';
import { startReceiver } from '../../harness/start-receiver.mjs';
import { percentile } from '../../harness/statistics.mjs';
import { givenEndpoint, givenWebhook, startDelivering, topicOf } from './system.mjs';

const PAIRS = 5;
const ENDPOINTS = 1_000;
const HANGING = 100;
const PER_SECOND = 200;
const SECONDS = 10;
/** Every endpoint hears of as much as every other. */
const HANGING_PER_SECOND = (PER_SECOND * HANGING) / (ENDPOINTS - HANGING);
const OF_ALONE = 1.2;
const MADE_AT_ONCE = 8;

/** The p99 from event to receiver of 900 endpoints, while 100 others never answer, against while they hear of nothing. */
export async function fairnessRow(root, closing) {
  const receiver = await startReceiver(root, closing, ENDPOINTS);
  // All senders come from one address here, with a connection each, of which some have nothing to say for a while.
  const limits = { CONNECTION_LIMIT_PER_ADDRESS: `${2 * ENDPOINTS}`, KEEP_ALIVE_SECONDS: '3600' };
  const system = await startDelivering(root, closing, limits);
  await times(ENDPOINTS, MADE_AT_ONCE, async (number) => {
    const path = number < HANGING ? 'hang' : 'fast';
    const url = `${receiver.urlOf(number)}/${path}/${number}`;
    await givenEndpoint(system, { url, topics: [topicOf(number)], timeout_s: 60 });
  });
  const posters = [];
  for (let number = 0; number < ENDPOINTS; number += 1) {
    const url = await givenWebhook(system, topicOf(number));
    posters.push(await closing.use(posterTo(url), ({ close }) => close()));
  }
  const hanging = posters.slice(0, HANGING);
  const answering = posters.slice(HANGING);

  const measure = async (withHanging) => {
    await receiver.reset();
    const load = paced(PER_SECOND, SECONDS, (number) => postTo(answering, number));
    const beside = withHanging
      ? paced(HANGING_PER_SECOND, SECONDS, (number) => postTo(hanging, number))
      : Promise.resolve();
    await Promise.all([load, beside]);
    const { latencies } = await receiver.received(PER_SECOND * SECONDS);
    await clearHanging(system, receiver);
    return { figure: percentile(latencies, 99), p50Ms: percentile(latencies, 50) };
  };
  console.error('beside receivers that hang');
  const result = await alternate({
    pairs: PAIRS,
    ours: () => measure(true),
    baselines: { 'none hanging': () => measure(false) },
  });
  const row = {
    name: `p99 of ${ENDPOINTS - HANGING} endpoints beside ${HANGING} that hang`,
    unit: 'ms',
    ...result,
    goal: `≤ ${OF_ALONE} ×`,
    met: result.ratios['none hanging'] <= OF_ALONE,
  };
  const settings = {
    endpoints: ENDPOINTS,
    hanging: HANGING,
    per_second: PER_SECOND,
    hanging_per_second: Math.round(HANGING_PER_SECOND),
  };
  return { rows: [row], settings };
}

const postTo = (posters, number) =>
  posters[number % posters.length].post(Buffer.from(`{"sent_at":${Date.now()}}`));

/**
 * Ends what hangs and forgets it, so that each round finds the endpoints as the first did. All in one transaction, the
 * health locked first and in the order of its ids, as everybody does: the runner is recording what was let go.
 */
async function clearHanging({ sql }, receiver) {
  await receiver.letGo();
  await sql(
    `select 1 from endpoint_health order by endpoint_id for update;
     delete from delivery_queue q using endpoints e where e.id = q.endpoint_id and e.url like '%/hang/%';
     update endpoint_health set consecutive_failures = 0, failing_since = null, circuit = 'closed',
       circuit_opened_at = null, next_probe_at = null, probe_delay_s = null, paused_until = null`,
  );
  // What was begun again meanwhile.
  await receiver.letGo();
}

import { paced, posterTo } from '../../harness/poster.mjs';
import { startReceiver } from '../../harness/start-receiver.mjs';
import { median } from '../../harness/statistics.mjs';
import { fillEndpoints, fillQueue } from './fill.mjs';
import { givenEndpoint, givenWebhook, startDelivering, topicOf } from './system.mjs';

const WAITING = Number(process.env.BENCH_WAITING ?? 1_000_000);
const OTHERS = 100;
const PER_SECOND = 200;
const SECONDS = 30;
const SAMPLE_EVERY_MS = 1_000;
const FLAT = 1.1;
const APPS = ['task-runner', 'event-router'];

/** Resident memory while deliveries go out, before and after a million others began to wait. */
export async function memoryRows(root, closing) {
  const receiver = await startReceiver(root, closing);
  const system = await startDelivering(root, closing);
  await givenEndpoint(system, { url: `${receiver.urlOf(0)}/fast`, topics: [topicOf(0)] });
  const url = await givenWebhook(system, topicOf(0));
  const { post } = await closing.use(posterTo(url, { connections: 8 }), ({ close }) => close());
  const measure = async () => {
    await receiver.reset();
    const samples = [];
    const look = () => void residentOf(system).then((sample) => samples.push(sample));
    const sampling = await closing.use(setInterval(look, SAMPLE_EVERY_MS), clearInterval);
    const body = () => Buffer.from(`{"sent_at":${Date.now()}}`);
    await paced(PER_SECOND, SECONDS, () => post(body()));
    await receiver.received(PER_SECOND * SECONDS);
    clearInterval(sampling);
    return samples.slice(Math.floor(samples.length / 2));
  };
  console.error('memory');
  await measure();
  const without = await measure();
  const endpointIds = await fillEndpoints(system.databaseUrl, OTHERS);
  // Half of them are later, half are due behind a pause.
  await system.sql(
    `update endpoint_health set paused_until = now() + interval '1 day' where endpoint_id = any($1)`,
    [endpointIds],
  );
  await fillQueue(system.databaseUrl, endpointIds, WAITING, "now() + interval '1 day' * (n % 2)");
  const beside = await measure();
  const rows = APPS.map((name) => {
    const of = (samples) => median(samples.map((sample) => sample[name]));
    const ratio = of(beside) / of(without);
    return {
      name: `${name} beside ${WAITING} that wait`,
      unit: 'MB',
      ours: of(beside),
      baselines: { 'none waiting': of(without) },
      ratios: { 'none waiting': ratio },
      goal: `≤ ${FLAT} ×`,
      met: ratio <= FLAT,
    };
  });
  return { rows, settings: { waiting: WAITING, deliveries_per_second: PER_SECOND } };
}

const residentOf = async ({ apps }) =>
  Object.fromEntries(
    await Promise.all(apps.map(async (app) => [app.name, await app.residentMb()])),
  );

import { setTimeout as sleep } from 'node:timers/promises';
import { startProcesses } from '../../system/system.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { bodyFile } from '../harness/body-files.mjs';
import { givenEchoTasks, throughPipeline } from '../harness/pipeline.mjs';
import { median } from '../harness/statistics.mjs';

const AT_REST_MB = 150;
const MAX_GROWTH = 0.05;
const PER_SECOND = 400;
const MINUTES = Number(process.env.BENCH_MINUTES ?? 10);
const SAMPLE_EVERY_MS = 2_000;

/** Resident memory of each app: at rest, and over minutes of steady load, the last half against the one before. */
export async function run(root, closing) {
  const system = await closing.use(startProcesses(root), (opened) => opened.stop());
  await sleep(10_000);
  const atRest = await residentOf(system);
  const posted = {
    url: await givenEchoTasks(system),
    bodyFile: await bodyFile(closing, jsonBodyOf(430)),
    amount: PER_SECOND * 60 * MINUTES,
    perSecond: PER_SECOND,
  };
  const samples = [];
  const look = () => void residentOf(system).then((sample) => samples.push(sample));
  const sampling = await closing.use(setInterval(look, SAMPLE_EVERY_MS), clearInterval);
  await throughPipeline(root, system, posted);
  clearInterval(sampling);
  const rows = system.apps.map(({ name }) => rowOf(name, atRest[name], samples));
  return { unit: 'MB', settings: { minutes: MINUTES, events_per_second: PER_SECOND }, rows };
}

function rowOf(name, atRest, samples) {
  const sizes = samples.map((sample) => sample[name]);
  const minute = Math.floor(sizes.length / MINUTES);
  const middle = Math.floor(sizes.length / 2);
  // A minute's median: the collector's saw teeth are no growth.
  const before = median(sizes.slice(middle - minute, middle));
  const end = median(sizes.slice(-minute));
  const growth = end / before - 1;
  return {
    name,
    ours: atRest,
    at_load_mb: Math.max(...sizes),
    middle_mb: before,
    end_mb: end,
    growth_in_second_half: growth,
    goal: `at rest ≤ ${AT_REST_MB} MB, ≤ ${MAX_GROWTH * 100} % growth in the second half`,
    met: atRest <= AT_REST_MB && growth <= MAX_GROWTH,
  };
}

const residentOf = async ({ apps }) =>
  Object.fromEntries(
    await Promise.all(apps.map(async (app) => [app.name, await app.residentMb()])),
  );

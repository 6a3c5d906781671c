import { startProcesses } from '../../system/system.mjs';
import { alternate } from '../harness/alternate.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { bodyFile } from '../harness/body-files.mjs';
import { allCpuMs, givenEchoTasks, throughPipeline } from '../harness/pipeline.mjs';
import { median } from '../harness/statistics.mjs';
import { medianCpuMs } from './pipeline.mjs';

const PAIRS = 5;
const EVENTS = 6_000;
const OF_ONE = 1.1;

/** CPU time per event with two event-routers and two task-runners, as a ratio to one of each. */
export async function run(root, closing) {
  const body = await bodyFile(closing, jsonBodyOf(430));
  const measures = [];
  for (const copies of [2, 1]) {
    const counts = { 'event-router': copies, 'task-runner': copies };
    const starting = startProcesses(root, { counts });
    const system = await closing.use(starting, (opened) => opened.stop());
    const posted = { url: await givenEchoTasks(system), bodyFile: body, amount: EVENTS };
    measures.push(async () => {
      const through = await throughPipeline(root, system, posted);
      return { ...through, figure: allCpuMs(through), perSecond: through.figure };
    });
  }
  const [two, one] = measures;
  const row = rowOf(await alternate({ pairs: PAIRS, ours: two, baselines: { one } }));
  const settings = { pairs: PAIRS, events: EVENTS, warm_ups: 1 };
  return { unit: 'ms of CPU per event', settings, rows: [row] };
}

const rowOf = (result) => ({
  name: 'two event-routers, two task-runners',
  ...result,
  events_per_second: {
    two: median(result.pairs.map(({ ours }) => ours.perSecond)),
    one: median(result.pairs.map(({ one }) => one.perSecond)),
  },
  cpu_ms_per_event: {
    two: medianCpuMs(result.pairs.map(({ ours }) => ours)),
    one: medianCpuMs(result.pairs.map(({ one }) => one)),
  },
  goal: `≤ ${OF_ONE} × one of each`,
  met: result.ratios.one <= OF_ONE,
});

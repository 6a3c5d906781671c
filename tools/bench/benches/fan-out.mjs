import pg from 'pg';
import { startProcesses } from '../../system/system.mjs';
import { alternate } from '../harness/alternate.mjs';
import { jsonBodyOf } from '../harness/bodies.mjs';
import { bodyFile } from '../harness/body-files.mjs';
import { ClosingStack } from '../harness/closing-stack.mjs';
import { allCpuMs, givenEchoTasks, throughPipeline } from '../harness/pipeline.mjs';

const PAIRS = 5;
const RUNS = 4_000;
const OTHERS = [10, 100, 1_000, 10_000];
const SAME = [1, 10, 100];
const OF_TEN = 1.1;
const OF_LINEAR = 1;

/** CPU time per event with many tasks on other topics, and per task run with many tasks on the event's own topic. */
export async function run(root, closing) {
  const body = await bodyFile(closing, jsonBodyOf(430));
  const others = await compare(root, closing, body, {
    sizes: OTHERS,
    prepare: (system, size) => addOtherTasks(system, size),
    ownTasks: () => 1,
    rowOf: (size, ratio) => ({
      name: `${size} tasks on other topics, CPU per event`,
      goal: `≤ ${OF_TEN} × ${OTHERS[0]} tasks`,
      met: ratio <= OF_TEN,
    }),
  });
  const same = await compare(root, closing, body, {
    sizes: SAME,
    prepare: () => undefined,
    ownTasks: (size) => size,
    rowOf: (size, ratio) => ({
      name: `${size} tasks on the same topic, CPU per task run`,
      goal: `≤ ${OF_LINEAR.toFixed(1)} × ${SAME[0]} task`,
      met: ratio <= OF_LINEAR,
    }),
  });
  const settings = { pairs: PAIRS, task_runs: RUNS, warm_ups: 1 };
  return { unit: 'ms of CPU', settings, rows: [...others, ...same] };
}

/**
 * One system a size, all measured in turn; the first size is what the others are compared to. Their systems are
 * stopped with the comparison: those of the next need the memory.
 */
async function compare(root, closing, bodyFile, { sizes, prepare, ownTasks, rowOf }) {
  const systems = await closing.use(new ClosingStack(), (opened) => opened.close());
  try {
    const measures = [];
    for (const size of sizes) {
      const system = await systems.use(startProcesses(root), (opened) => opened.stop());
      const runsPerEvent = ownTasks(size);
      const url = await givenEchoTasks(system, runsPerEvent);
      await prepare(system, size);
      const posted = { url, bodyFile, amount: RUNS / runsPerEvent, runsPerEvent };
      measures.push(async () => {
        const through = await throughPipeline(root, system, posted);
        return { ...through, figure: allCpuMs(through) / runsPerEvent };
      });
    }
    const baselines = Object.fromEntries(
      sizes.slice(1).map((size, index) => [`${size}`, measures[index + 1]]),
    );
    const { pairs, ...first } = await alternate({ pairs: PAIRS, ours: measures[0], baselines });
    return sizes.slice(1).map((size) => {
      const ratio = 1 / first.ratios[`${size}`];
      return {
        ours: first.baselines[`${size}`],
        baselines: { [sizes[0]]: first.ours },
        ratios: { [sizes[0]]: ratio },
        pairs: pairs.map((pair) => ({ ours: pair[`${size}`], [sizes[0]]: pair.ours })),
        ...rowOf(size, ratio),
      };
    });
  } finally {
    await systems.close();
  }
}

/** Copies a task to so many other topics, in the tables: by the API thousands of them take minutes. */
async function addOtherTasks(system, amount) {
  const client = new pg.Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('update config_epoch set epoch = epoch + 1');
    await client.query(
      `create temporary table copies on commit drop as
       select gen_random_uuid() as id, number from generate_series(1, ${amount}) number`,
    );
    await client.query(
      `insert into tasks (id, workspace_id, name, path, enabled, version, hash, changed_epoch)
       select c.id, t.workspace_id, 'other ' || c.number, 'other-' || c.number, true, t.version, t.hash,
         (select epoch from config_epoch)
       from copies c, (select * from tasks limit 1) t`,
    );
    await client.query(
      `insert into task_versions (task_id, version, workspace_id, hash, definition, subscriptions, author)
       select c.id, v.version, v.workspace_id, v.hash, v.definition, array['user/other/topic_' || c.number], v.author
       from copies c, (select * from task_versions limit 1) v`,
    );
    await client.query('commit');
  } finally {
    await client.end();
  }
}

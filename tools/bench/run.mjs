// `npm run bench [name …]`: each benchmark alternates ours with a bare baseline in one run, prints both with their
// ratio, and writes bench/results/<name>.json and docs/performance.md.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../setup/build.mjs';
import { install } from '../setup/install.mjs';
import { benches } from './benches.mjs';
import { ClosingStack } from './harness/closing-stack.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are: ${benches.join(', ')}.`);
  process.exit(2);
}

await install(root, console.error);
await build(root, console.error);
// What was just installed can be imported only now.
const { writeResult } = await import('./harness/report.mjs');
const { performancePage, performanceResults } = await import('../docs/performance-page.mjs');

let closing = new ClosingStack();
let isInterrupted = false;
/** Ends the run as if it had failed; nothing that was opened stays. */
function stop(why, exitCode) {
  isInterrupted = true;
  console.error(why);
  console.error('stopping the apps and deleting what the benchmark made');
  const told = (error) => console.error(error);
  void closing
    .close()
    .then(undefined, told)
    .then(() => process.exit(exitCode));
}
/** The first signal stops the run; a second one ends the process at once. */
for (const [signal, exitCode] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
  process.once(signal, () => stop(signal, exitCode));
}
/** A fault that no promise carries, as a channel's that the broker closes, would leave apps and queues behind. */
process.once('uncaughtException', (error) => stop(error, 1));

/** Runs one benchmark; whatever comes of it, nothing that it opened stays. */
async function measured(name) {
  const { run } = await import(`./benches/${name}.mjs`);
  closing = new ClosingStack();
  try {
    return await run(root, closing);
  } finally {
    await closing.close();
  }
}

const page = join(root, 'docs', 'performance.md');
try {
  for (const name of benches.filter((each) => wanted.length === 0 || wanted.includes(each))) {
    console.error(`${name}:`);
    await writeResult(root, name, await measured(name));
    writeFileSync(page, performancePage(performanceResults(root)));
  }
} catch (error) {
  // What was under way when a signal came fails for that reason alone.
  if (!isInterrupted) throw error;
}

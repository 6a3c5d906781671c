// `npm run bench [name …]`: each benchmark alternates ours with a bare baseline in one run, prints both with their
// ratio, and writes bench/results/<name>.json and docs/performance.md.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../setup/build.mjs';
import { install } from '../setup/install.mjs';
import { benches } from './benches.mjs';

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
const page = join(root, 'docs', 'performance.md');
for (const name of benches.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  console.error(`${name}:`);
  const { run } = await import(`./benches/${name}.mjs`);
  await writeResult(root, name, await run(root));
  writeFileSync(page, performancePage(performanceResults(root)));
}

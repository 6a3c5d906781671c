// `npm run test:faults`: whole systems under faults, and whether anything that they acknowledged is missing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faults } from './faults/index.mjs';
import { campaign } from './harness/campaign.mjs';
import { optionsOf, USAGE } from './harness/options.mjs';
import { bringUpLoopback, isIsolated, runIsolated, whyNotIsolated } from './harness/isolation.mjs';
import { whyNotPublishable } from './harness/publishable.mjs';
import { writePage } from './page.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

try {
  const options = optionsOf(process.argv.slice(2), faults);
  if (options.help) console.log(USAGE(faults));
  else process.exitCode = await main(options);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

async function main(options) {
  const whyNot = isIsolated ? undefined : whyNotIsolated();
  if (!isIsolated && whyNot === undefined) {
    return runIsolated(fileURLToPath(import.meta.url), process.argv.slice(2));
  }
  if (isIsolated) bringUpLoopback();
  const stopping = new globalThis.AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect']) {
    process.once(signal, () => {
      console.error('Stopping …');
      stopping.abort();
    });
  }
  const report = await campaign({ root, options, whyNot, signal: stopping.signal });
  if (isIsolated && process.connected) {
    process.removeAllListeners('disconnect');
    process.disconnect();
  }
  if (options.report) write(options.report, report);
  const isPublished = !options.publish || (await publish(report));
  const failed = report.rows.filter(({ complaints }) => complaints.length > 0);
  console.log(`${report.rows.length - failed.length} passed, ${failed.length} failed`);
  const isGood = failed.length === 0 && report.rows.length > 0 && !report.isAborted && isPublished;
  return isGood ? 0 : 1;
}

/** Answers whether it may be published; what may not is kept aside, as it took long. */
async function publish(report) {
  const reasons = whyNotPublishable(report, faults);
  if (reasons.length === 0) {
    write(join(root, 'docs', 'reliability.json'), report);
    await writePage(root);
    return true;
  }
  const aside = join(root, 'tmp', 'reliability.json');
  write(aside, report);
  console.error(`Not published, kept in ${aside}:`);
  for (const reason of reasons) console.error(`- ${reason}`);
  return false;
}

function write(path, report) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
}

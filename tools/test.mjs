// `npm test`: install, lint, type-check, build, then every tier of tests; the last line is the sum.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findService } from './services/find.mjs';
import { programAt } from './services/programs.mjs';
import * as postgres from './services/postgres.mjs';
import * as rabbitmq from './services/rabbitmq.mjs';
import { SetupFault } from './setup/fault.mjs';
import { install } from './setup/install.mjs';
import { refuseOldNode } from './setup/node-version.mjs';
import { run, signalAll } from './setup/run.mjs';
import { runFaults } from './tiers/faults.mjs';
import { filesOf, runTier } from './tiers/jest.mjs';
import { Tally } from './tiers/tally.mjs';

refuseOldNode();
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const strict = process.env.CI === 'true';
const say = (line) => console.error(line);
const tally = new Tally();
const started = [];
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    signalAll(signal);
  });
}

/** Runs one part of the whole, unless somebody has asked us to stop. */
async function part(title, work) {
  if (interrupted) return;
  const since = performance.now();
  say(`\n── ${title}`);
  await work();
  say(`── ${title}: ${((performance.now() - since) / 1000).toFixed(1)} s`);
}

const nx = join(root, 'node_modules', '.bin', 'nx');
const target = (name) =>
  part(name, async () => {
    const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };
    const { code } = await run(nx, [name, 'millwright', '--outputStyle=static'], {
      cwd: root,
      env,
    });
    tally.check(name, code === 0);
  });

async function service(kind) {
  const found = await findService(root, kind, say);
  if (found) started.push(found);
  return found?.url;
}

const NEEDS_BROKER = /amqp|rabbit/i;
const NEEDS_DATABASE = /openTestDatabase|cloneDatabase|databaseUrl/i;

const NEEDS_BROWSER = /ChromiumPrinter/;
const NEEDS_POPPLER = /read-pdf/;
const NEEDS_UNZIP = /'unzip'/;
const browsers = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Programs without which a test file has nothing to say. */
const missingPrograms = (text) => [
  ...(NEEDS_BROWSER.test(text) && !browsers.some((name) => programAt(name)) ? ['Chromium'] : []),
  ...(NEEDS_POPPLER.test(text) && !programAt('pdftotext') ? ['poppler-utils'] : []),
  ...(NEEDS_UNZIP.test(text) && !programAt('unzip') ? ['unzip'] : []),
];

/** Integration tests, without those files that need what is not there. */
async function integration(urls) {
  const files = await filesOf(root, 'integration');
  const missing = (file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const lacks = missingPrograms(text);
    if (!urls.AMQP_URL && NEEDS_BROKER.test(text)) lacks.push(rabbitmq.name);
    if (!urls.DATABASE_URL && NEEDS_DATABASE.test(text)) lacks.push(postgres.name);
    return lacks;
  };
  for (const file of files.filter((name) => missing(name).length > 0)) {
    tally.notRun.push(`${file} (needs ${missing(file).join(' and ')})`);
  }
  const runnable = files.filter((file) => missing(file).length === 0);
  if (runnable.length > 0) {
    const tier = { root, tier: 'integration', workers: 2, env: urls, tally };
    await runTier({ ...tier, files: runnable });
  }
}

/** The whole-system suite against one embodiment. */
const endToEnd = (embodiment, urls) =>
  part(`e2e on ${embodiment}`, async () => {
    const shared = await startShared(embodiment, urls);
    try {
      const { ingressUrl, adminUrl } = shared;
      const where = JSON.stringify({ ingressUrl, adminUrl, token: shared.env.ADMIN_TOKEN });
      const env = { ...urls, E2E_EMBODIMENT: embodiment, E2E_SHARED: where };
      const name = `e2e on ${embodiment}`;
      await runTier({ root, tier: 'e2e', name, env, workers: 2, tally });
    } finally {
      await shared.stop();
    }
  });

/** The system that most suites have in common. What it takes is installed by now. */
async function startShared(embodiment, { AMQP_URL: amqpUrl, DATABASE_URL: databaseServer }) {
  const { startProcesses, startStandalone } = await import('./system/system.mjs');
  if (embodiment === 'standalone') return startStandalone(root);
  return startProcesses(root, { amqpUrl, databaseServer });
}

async function everything() {
  await install(root, say);
  await target('lint');
  await target('typecheck');
  await target('build');
  await part('unit', () => runTier({ root, tier: 'unit', workers: 2, tally }));

  const urls = {};
  await part('services', async () => {
    urls.DATABASE_URL = await service(postgres);
    urls.AMQP_URL = await service(rabbitmq);
    for (const [key, value] of Object.entries(urls)) if (!value) delete urls[key];
  });
  await part('integration', () => integration(urls));
  await endToEnd('standalone', urls);
  if (urls.DATABASE_URL && urls.AMQP_URL) await endToEnd('processes', urls);
  else tally.notRun.push('e2e on processes (needs PostgreSQL and RabbitMQ)');
  await part('faults', () => runFaults({ root, tally }));
}

try {
  await everything();
} catch (error) {
  say(error instanceof SetupFault ? error.message : (error?.stack ?? `${error}`));
  tally.fail('setting up', 1);
} finally {
  for (const { stop } of started) await stop().catch((error) => say(error.message));
}
if (interrupted) tally.fail('interrupted', 1);
say('');
for (const line of tally.lines(strict)) console.log(line);
process.exitCode = tally.failed > 0 ? 1 : 0;

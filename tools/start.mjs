// `npm start`: install what is missing, build what is stale, run the standalone system in this process.
// Plain Node without dependencies, because it runs before there are any.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { refuseOldNode } from './setup/node-version.mjs';

refuseOldNode();
const { build } = await import('./setup/build.mjs');
const { SetupFault } = await import('./setup/fault.mjs');
const { install } = await import('./setup/install.mjs');
const { forwardSignals } = await import('./setup/run.mjs');

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'apps', 'standalone', 'dist', 'main.js');

try {
  const release = forwardSignals();
  const say = (line) => console.error(line);
  await install(root, say);
  await build(root, say);
  release();
} catch (error) {
  const known = error instanceof SetupFault;
  console.error(known ? error.message : `Starting failed: ${error?.message ?? error}`);
  process.exit(known ? error.exitCode : 1);
}

// The system runs in this very process: no second one to keep, and signals need no forwarding.
process.argv[1] = main;
process.setSourceMapsEnabled(true);
await import(pathToFileURL(main).href);

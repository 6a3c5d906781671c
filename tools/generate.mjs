// `npm run generate`: writes the documents that the code describes itself. tools/documents.spec.ts notices drift.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { actionPages } from './docs/action-pages.mjs';
import { configurationPage, environmentExample } from './docs/configuration-page.mjs';
import { performancePage, performanceResults } from './docs/performance-page.mjs';
import { providerPages } from './docs/provider-pages.mjs';
import { run } from './setup/run.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js');
const { code } = await run(
  process.execPath,
  [tsc, '-b', 'libs/config', 'libs/action', 'apps/admin-api'],
  {
    cwd: root,
  },
);
if (code !== 0) process.exit(code);

const built = pathToFileURL(join(root, 'libs/config/dist/index.js')).href;
const { describeSettings } = await import(built);
writeFileSync(join(root, 'docs/configuration.md'), configurationPage(describeSettings()));
writeFileSync(join(root, '.env.example'), environmentExample(describeSettings()));
writeFileSync(join(root, 'docs/performance.md'), performancePage(performanceResults(root)));

/** A folder that has these pages and no others. */
function writePages(folder, pages) {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder));
  for (const [file, text] of pages) writeFileSync(join(root, folder, file), text);
}

const webhook = pathToFileURL(join(root, 'libs/webhook/dist/index.js')).href;
const { providerCatalogue } = await import(webhook);
writePages('docs/providers', providerPages(providerCatalogue()));

const action = pathToFileURL(join(root, 'libs/action/dist/index.js')).href;
const { actions } = await import(action);
writePages('docs/actions', actionPages(actions, root));

const api = pathToFileURL(join(root, 'apps/admin-api/dist/index.js')).href;
const { adminApiDocument } = await import(api);
const openApi = await format(JSON.stringify(adminApiDocument()), {
  parser: 'json',
  printWidth: 100,
});
writeFileSync(join(root, 'docs/openapi.json'), openApi);

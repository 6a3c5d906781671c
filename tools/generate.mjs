// `npm run generate`: writes the documents that the code describes itself. tools/documents.spec.ts notices drift.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { configurationPage, environmentExample } from './docs/configuration-page.mjs';
import { performancePage, performanceResults } from './docs/performance-page.mjs';
import { providerPages } from './docs/provider-pages.mjs';
import { run } from './setup/run.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js');
const { code } = await run(process.execPath, [tsc, '-b', 'libs/config', 'apps/admin-api'], {
  cwd: root,
});
if (code !== 0) process.exit(code);

const built = pathToFileURL(join(root, 'libs/config/dist/index.js')).href;
const { describeSettings } = await import(built);
writeFileSync(join(root, 'docs/configuration.md'), configurationPage(describeSettings()));
writeFileSync(join(root, '.env.example'), environmentExample(describeSettings()));
writeFileSync(join(root, 'docs/performance.md'), performancePage(performanceResults(root)));

const webhook = pathToFileURL(join(root, 'libs/webhook/dist/index.js')).href;
const { providerCatalogue } = await import(webhook);
const pages = join(root, 'docs/providers');
rmSync(pages, { recursive: true, force: true });
mkdirSync(pages);
for (const [file, text] of providerPages(providerCatalogue())) {
  writeFileSync(join(pages, file), text);
}

const api = pathToFileURL(join(root, 'apps/admin-api/dist/index.js')).href;
const { adminApiDocument } = await import(api);
const openApi = await format(JSON.stringify(adminApiDocument()), {
  parser: 'json',
  printWidth: 100,
});
writeFileSync(join(root, 'docs/openapi.json'), openApi);

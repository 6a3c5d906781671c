// `npm run fuzz [standalone|processes]`: the fuzz suite at full length, 100,000 requests unless FUZZ_REQUESTS says
// otherwise, against each embodiment; docs/hostile-input.md is written from tools/fuzz/results. Needs a build.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { hostileInputPage } from './page.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const results = join(root, 'tools', 'fuzz', 'results');
const embodiments = ['standalone', 'processes'];
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !embodiments.includes(name));
if (unknown !== undefined) {
  console.error(`There is no embodiment "${unknown}": name standalone, processes or none of them.`);
  process.exit(2);
}

mkdirSync(results, { recursive: true });
const resultOf = (embodiment) => join(results, `${embodiment}.json`);
let exitCode = 0;
for (const embodiment of asked.length > 0 ? asked : embodiments) {
  const jest = spawn(
    process.execPath,
    [
      ...[
        '--experimental-vm-modules',
        '--no-warnings',
        join(root, 'node_modules/jest/bin/jest.js'),
      ],
      ...['--selectProjects', 'e2e', '--runInBand', '--testPathPatterns', 'fuzz.e2e-spec'],
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        E2E_EMBODIMENT: embodiment,
        FUZZ_REQUESTS: process.env.FUZZ_REQUESTS ?? '100000',
        FUZZ_RESULT: resultOf(embodiment),
      },
    },
  );
  const [code] = await once(jest, 'exit');
  exitCode ||= code ?? 1;
}
if (exitCode === 0) {
  // The page has what there is: of an embodiment that was not asked for the committed result, if any.
  const there = embodiments.map(resultOf).filter((path) => existsSync(path));
  const page = hostileInputPage(there.map((path) => JSON.parse(readFileSync(path, 'utf8'))));
  const text = await format(page, { parser: 'markdown', printWidth: 100 });
  writeFileSync(join(root, 'docs', 'hostile-input.md'), text);
}
process.exit(exitCode);

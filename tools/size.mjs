// `npm run size`: how long files are, as a compass. Nothing fails on it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesLike } from './docs/files.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const files = filesLike(root, /\.(?:ts|tsx|mjs)$/).map((path) => ({
  path,
  lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1,
}));

const isTest = ({ path }) => /\.(?:spec|int-spec|e2e-spec|conformance)\.ts$/.test(path);
const isMigration = ({ path }) => path.includes('/migrations/');

function report(title, group) {
  const lengths = group.map(({ lines }) => lines).sort((a, b) => a - b);
  const at = (share) =>
    lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * share))] ?? 0;
  const total = lengths.reduce((sum, lines) => sum + lines, 0);
  console.log(
    `${title}: ${lengths.length} files, ${total} lines, median ${at(0.5)}, p90 ${at(0.9)}, longest ${at(1)}`,
  );
}

const sources = files.filter((file) => !isTest(file) && !isMigration(file));
report('sources', sources);
report('tests', files.filter(isTest));
for (const { path, lines } of sources
  .filter((file) => file.lines > 200)
  .sort((a, b) => b.lines - a.lines)) {
  console.log(`  ${lines}  ${path}`);
}

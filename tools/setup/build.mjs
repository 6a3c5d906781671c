import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFault } from './fault.mjs';
import { run } from './run.mjs';

const stampPath = (root) => join(root, 'node_modules', '.millwright-build');
const isBuilt = (name) => !/\.(?:spec|int-spec|e2e-spec)\.ts$/.test(name);

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (isBuilt(entry.name)) yield path;
  }
}

/**
 * A hash over path, size and time of everything a build reads, and over which outputs are there.
 * Some ten milliseconds for a thousand files, where asking the compiler takes a second and a half.
 * @param {string} root
 */
export function buildFingerprint(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path.slice(root.length)}\0${size}\0${mtimeMs}\n`);
  };
  for (const name of ['tsconfig.base.json', 'tsconfig.json', 'package-lock.json'])
    add(join(root, name));
  for (const folder of ['libs', 'apps']) {
    for (const path of filesUnder(join(root, folder))) add(path);
    for (const name of readdirSync(join(root, folder))) {
      hash.update(`${name}:${existsSync(join(root, folder, name, 'dist', '.tsbuildinfo'))}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * Builds what is out of date.
 * @param {string} root @param {(line: string) => void} say
 */
export async function build(root, say) {
  const stamp = existsSync(stampPath(root)) ? readFileSync(stampPath(root), 'utf8') : '';
  if (stamp === buildFingerprint(root)) return;
  say('Building…');
  const tsc = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js');
  const { code, output } = await run(process.execPath, [tsc, '-b'], { cwd: root, quiet: true });
  if (code !== 0) {
    throw new SetupFault(`${output.trim()}\nThe build failed: mend what the compiler names above.`);
  }
  writeFileSync(stampPath(root), buildFingerprint(root));
}

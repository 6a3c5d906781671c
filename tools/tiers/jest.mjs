import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from '../setup/run.mjs';

const jestBin = (root) => join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const environment = (more) => ({
  ...process.env,
  ...more,
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
});

/** The test files of a tier, by path within the repository. */
export async function filesOf(root, tier) {
  const args = [jestBin(root), '--selectProjects', tier, '--listTests', '--json'];
  const { output } = await run(process.execPath, args, {
    cwd: root,
    env: environment({}),
    quiet: true,
  });
  const list = output.split('\n').find((line) => line.startsWith('['));
  return JSON.parse(list ?? '[]').map((path) => relative(root, path));
}

/**
 * Runs a tier, or only the files given, and adds its numbers to the tally.
 * @param {{root: string, tier: string, name?: string, files?: string[], env?: object, workers?: number, tally: import('./tally.mjs').Tally}} options
 */
export async function runTier({ root, tier, name = tier, files, env = {}, workers = 1, tally }) {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-jest-'));
  const report = join(folder, 'report.json');
  const args = [
    ...['--selectProjects', tier, '--json', `--outputFile=${report}`, '--passWithNoTests'],
    ...(workers === 1 ? ['--runInBand'] : [`--maxWorkers=${workers}`]),
    ...(files ? ['--runTestsByPath', ...files] : []),
  ];
  try {
    const { code } = await run(process.execPath, [jestBin(root), ...args], {
      cwd: root,
      env: environment(env),
    });
    const numbers = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
    tally.jest(name, code, numbers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programAt } from '../services/programs.mjs';
import { run } from '../setup/run.mjs';

const canBreakServers = () =>
  ['initdb', 'rabbitmq-server'].every((name) => programAt(name, ['/usr/lib/rabbitmq/bin']));

/** The short form of `npm run test:faults`, each fault a test. Its servers are its own, so it needs their programs. */
export async function runFaults({ root, tally }) {
  const alone = canBreakServers() ? [] : ['--embodiment', 'standalone'];
  if (alone.length > 0) tally.notRun.push('faults on processes (needs initdb and rabbitmq-server)');
  const folder = mkdtempSync(join(tmpdir(), 'millwright-faults-'));
  const report = join(folder, 'report.json');
  const script = join(root, 'tools', 'faults', 'run.mjs');
  try {
    const args = [script, '--short', '--report', report, ...alone];
    const { code } = await run(process.execPath, args, { cwd: root });
    const { rows } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { rows: [] };
    for (const { fault, embodiment, complaints } of rows) {
      tally.check(`${fault} on ${embodiment}`, complaints.length === 0);
    }
    if (code !== 0 && rows.every(({ complaints }) => complaints.length === 0)) {
      tally.fail('faults', 1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

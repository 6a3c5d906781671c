import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programAt } from '../../services/programs.mjs';

const MARK = 'FAULTS_RUN_ISOLATED';
const UNSHARE = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Whether this process runs in namespaces of its own: then it may cut its network and fill a disk of its own. */
export const isIsolated = process.env[MARK] === 'yes';

/** Why it cannot, or undefined. */
export function whyNotIsolated() {
  if (process.platform !== 'linux') return 'namespaces are Linux only';
  if (process.getuid?.() !== 0) return 'making namespaces needs root';
  const missing = ['unshare', 'ip'].find((name) => !programAt(name));
  if (missing) return `the program \`${missing}\` is missing`;
  try {
    execFileSync('unshare', [...UNSHARE, 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `namespaces are refused here: ${error.message.trim()}`;
  }
}

/**
 * Runs a script again in namespaces of its own for network, mounts and processes: it reaches nothing of this machine
 * but files, and whatever it leaves ends with it, its temporary folders too. Signals become a `disconnect`. Resolves with the exit code.
 */
export async function runIsolated(file, args) {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-faults-'));
  chmodSync(folder, 0o755); // the servers' users have their folders in it
  try {
    return await runThere(file, args, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runThere(file, args, folder) {
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', [...UNSHARE, process.execPath, file, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, [MARK]: 'yes', TMPDIR: folder },
    });
    let asked = 0;
    const stop = () => {
      asked += 1;
      if (asked === 1 && child.connected) child.disconnect();
      else if (asked > 1) child.kill('SIGKILL');
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Makes the loopback of a new network namespace usable. */
export function bringUpLoopback() {
  execFileSync('ip', ['link', 'set', 'lo', 'up'], { stdio: 'pipe' });
}

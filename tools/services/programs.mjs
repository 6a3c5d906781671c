import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where Debian keeps servers that it leaves off the PATH, newest version first. */
function serverFolders() {
  const versions = (folder) => {
    try {
      return readdirSync(folder).sort((a, b) => Number(b) - Number(a));
    } catch {
      return [];
    }
  };
  return [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`),
    '/usr/sbin',
  ];
}

/** The path of a program, or undefined. `first` lists folders to look in before the PATH. */
export function programAt(name, first = []) {
  return [...first, ...serverFolders()]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/**
 * A temporary folder, and for root the user that a server which refuses root runs as.
 * @param {string} name @param {string[]} users the first that exists is taken
 */
export function quarters(name, users) {
  const folder = mkdtempSync(join(tmpdir(), `millwright-${name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (process.getuid?.() !== 0) return { folder, identity: {}, remove };
  for (const user of [...users, 'nobody']) {
    try {
      const idOf = (flag) => Number(execFileSync('id', [flag, user], { stdio: 'pipe' }).toString());
      const identity = { uid: idOf('-u'), gid: idOf('-g') };
      chownSync(folder, identity.uid, identity.gid);
      return { folder, identity, remove };
    } catch {
      // no such user: try the next
    }
  }
  return { folder, identity: {}, remove };
}

/** Starts a server in the background; its last words are kept for the case that it ends by itself. */
export function startServer(file, args, options) {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let tail = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (tail = `${tail}${chunk}`.slice(-4_000)));
  }
  const over = new Promise((resolve) => {
    for (const event of ['error', 'close']) {
      child.once(event, () => {
        ended = true;
        resolve();
      });
    }
  });
  return {
    isOver: () => ended,
    lastWords: () => tail.trim().split('\n').slice(-3).join(' · '),
    async stop(signal) {
      if (!ended) child.kill(signal);
      const hard = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await over;
      clearTimeout(hard);
    },
  };
}

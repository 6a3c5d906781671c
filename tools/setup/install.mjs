import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFault } from './fault.mjs';
import { run } from './run.mjs';

/** Where an install leaves its mark: the lockfile's hash and the Node version it was made for. */
const stampPath = (root) => join(root, 'node_modules', '.millwright-install.json');

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** True when npm's own record of node_modules holds every package of the lockfile, as after `npm install`. */
function holdsAllOf(lock, installed) {
  return Object.entries(lock?.packages ?? {}).every(([path, wanted]) => {
    if (path === '' || wanted.optional || wanted.devOptional || wanted.peer) return true;
    const found = installed?.packages?.[path];
    return found !== undefined && found.version === wanted.version;
  });
}

/**
 * Whether node_modules is what the lockfile says, for this Node version.
 * @param {string} root the repository
 */
export function isInstalled(root) {
  const lockText = readFileSync(join(root, 'package-lock.json'));
  const wanted = {
    lock: createHash('sha256').update(lockText).digest('hex'),
    node: process.version,
  };
  const stamp = readJson(stampPath(root));
  if (stamp?.lock === wanted.lock && stamp.node === wanted.node) return true;
  if (stamp !== undefined && stamp.node !== wanted.node) return false;

  const record = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (record === undefined || !holdsAllOf(JSON.parse(lockText.toString()), record)) return false;
  writeFileSync(stampPath(root), JSON.stringify(wanted));
  return true;
}

function reasonOf(output, root) {
  const has = (pattern) => pattern.test(output);
  if (
    has(/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|ECONNRESET|ENOTCACHED|network/i)
  ) {
    return 'the package registry cannot be reached; check the network, the proxy or npm\'s "registry" setting and try again.';
  }
  if (has(/EACCES|EPERM|EROFS/)) {
    return `${root} cannot be written; make it writable for this user or copy the project elsewhere.`;
  }
  if (has(/ENOSPC/)) return 'the disk is full; free about 1 GB and try again.';
  if (has(/can only install packages when your package.json and package-lock/)) {
    return 'package-lock.json does not fit package.json; run "npm install" and commit the lockfile.';
  }
  const said = /npm (?:error|ERR!) (?!code )(.+)/.exec(output)?.[1] ?? output.trim().split('\n')[0];
  return `npm said: ${said}`;
}

/**
 * Installs the dependencies unless they are there.
 * @param {string} root @param {(line: string) => void} say
 */
export async function install(root, say) {
  if (isInstalled(root)) return;
  say(
    existsSync(join(root, 'node_modules'))
      ? 'Dependencies changed: installing them…'
      : 'Installing dependencies (first start only)…',
  );
  const viaNode = process.env.npm_execpath?.endsWith('.js');
  const [file, before] = viaNode ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code, output } = await run(file, [...before, ...args], { cwd: root, quiet: true });
  if (code === 127 && !viaNode) {
    throw new SetupFault(
      'npm was not found on the PATH; install it together with Node.js ≥ 20.19.',
    );
  }
  if (code !== 0) throw new SetupFault(`Installing failed: ${reasonOf(output, root)}`);
  isInstalled(root);
}

import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** A lock that is held. */
export interface FolderLock {
  /** To be touched about once a second: a sign of life to those who cannot see its process. */
  path: string;
  release: () => void;
}

/** Thrown when somebody else holds the lock. */
export class FolderLockedError extends Error {
  readonly holder: ProcessIdentity | undefined;

  constructor(holder: ProcessIdentity | undefined) {
    super(`held by process ${holder?.pid ?? 'unknown'}`);
    this.holder = holder;
  }
}

const PATIENCE_MS = 2_000;
const RETRY_MS = 50;
const BEATS_MISSED_MS = 5_000;

/**
 * Locks a folder against other processes by a file `<name>-<n>.lock` in it. A dead holder's lock is taken over by making
 * the file of the next number, which only one can do: removing and making anew could remove the lock of who was faster.
 * Holders on another machine or in another container are dead when their file is not touched for a while.
 */
export async function lockFolder(folder: string, name: string): Promise<FolderLock> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await tryLock(folder, name);
    if ('path' in seen) return seen;
    if (Date.now() > giveUpAt) throw new FolderLockedError(seen.holder);
    await delay(RETRY_MS);
  }
}

async function tryLock(
  folder: string,
  name: string,
): Promise<FolderLock | { holder: ProcessIdentity | undefined }> {
  const highest = numbersIn(folder, name).at(-1);
  if (highest !== undefined && !(await isStale(pathOf(folder, name, highest)))) {
    return { holder: holderOf(pathOf(folder, name, highest)) };
  }
  const number = (highest ?? 0) + 1;
  const path = pathOf(folder, name, number);
  try {
    writeFileSync(path, JSON.stringify(ownIdentity()), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return { holder: holderOf(path) };
    throw error;
  }
  const numbers = numbersIn(folder, name);
  if (numbers.at(-1) !== number) {
    rmSync(path, { force: true });
    return { holder: undefined };
  }
  for (const older of numbers.slice(0, -1)) rmSync(pathOf(folder, name, older), { force: true });
  return {
    path,
    release: () => rmSync(path, { force: true }),
  };
}

async function isStale(path: string): Promise<boolean> {
  const holder = holderOf(path);
  const alive = holder && isAlive(holder);
  if (alive !== undefined) return !alive;
  // Unreadable (just being written, or by a process that died then) or out of sight: watch it for signs of life.
  const before = lastTouched(path);
  const giveUpAt = Date.now() + BEATS_MISSED_MS;
  while (Date.now() < giveUpAt) {
    await delay(RETRY_MS);
    if (lastTouched(path) !== before) return false;
  }
  return true;
}

function holderOf(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

const lastTouched = (path: string): number | undefined =>
  statSync(path, { throwIfNoEntry: false })?.mtimeMs;

const pathOf = (folder: string, name: string, number: number): string =>
  join(folder, `${name}-${number}.lock`);

/** The numbers of the lock files, lowest first. */
const numbersIn = (folder: string, name: string): number[] =>
  readdirSync(folder)
    .flatMap((file) => new RegExp(`^${name}-(\\d+)\\.lock$`).exec(file)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

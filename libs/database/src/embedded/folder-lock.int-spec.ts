import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderLockedError, lockFolder } from './folder-lock.ts';
import { ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const NO_PID = 4_194_305;

describe('the lock on a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millwright-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const leaveBehind = (holder: Partial<ProcessIdentity>): Promise<void> =>
    writeFile(join(folder, 'x-3.lock'), JSON.stringify({ ...ownIdentity(), ...holder }));

  it('is had by one at a time', async () => {
    const lock = await lockFolder(folder, 'x');

    await expect(lockFolder(folder, 'x')).rejects.toMatchObject({
      holder: { pid: process.pid },
    });
    lock.release();
    (await lockFolder(folder, 'x')).release();
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('is had by one of many that want it at once, also from a dead holder', async () => {
    await leaveBehind({ pid: NO_PID });

    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => lockFolder(folder, 'x')),
    );

    const refused = tries.flatMap((tried) => (tried.status === 'rejected' ? [tried.reason] : []));
    expect(refused).toHaveLength(19);
    expect(refused.every((reason) => reason instanceof FolderLockedError)).toBe(true);
    await expect(readdir(folder)).resolves.toEqual(['x-4.lock']);
  });

  it('is taken over from a dead process at once', async () => {
    await leaveBehind({ pid: NO_PID });
    const start = Date.now();

    await lockFolder(folder, 'x');

    expect(Date.now() - start).toBeLessThan(1_000);
  });

  it('is taken over when its number belongs to another process by now', async () => {
    await leaveBehind({ started: '1' });

    await expect(lockFolder(folder, 'x')).resolves.toBeDefined();
  });

  it('is left to a holder in another container as long as it shows signs of life', async () => {
    await leaveBehind({ space: 'another machine', pid: NO_PID });
    const path = join(folder, 'x-3.lock');
    const beats = setInterval(() => void utimes(path, new Date(), new Date()), 200);

    const locked = lockFolder(folder, 'x');

    await expect(locked).rejects.toThrow(FolderLockedError);
    clearInterval(beats);
    await expect(lockFolder(folder, 'x')).resolves.toBeDefined();
  }, 20_000);

  it('is taken over from a holder that died before it wrote who it is', async () => {
    await writeFile(join(folder, 'x-1.lock'), '');

    await expect(lockFolder(folder, 'x')).resolves.toMatchObject({
      path: join(folder, 'x-2.lock'),
    });
  }, 20_000);
});

import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from '@millwright/host';
import { messageOf } from '@millwright/kernel';

/**
 * Makes the data directory, readable by nobody else, where it is missing.
 * @throws StartError when it cannot be made or written to.
 */
export async function openDataDir(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      'data_dir_unusable',
      `The data directory ${dataDir} cannot be used (${reasonOf(error)}): set MILLWRIGHT_DATA_DIR to a directory that this user may write to.`,
      { cause: error },
    );
  }
}

/** Node's recursive mkdir never ends where a file system answers ENOENT below a folder that exists (/proc). */
async function makeFolder(path: string): Promise<void> {
  const known = await stat(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  });
  if (known?.isDirectory()) return;
  if (!known && dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

const reasons: Partial<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no folder can be made there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file is in its place',
  ENOTDIR: 'a file is in its place',
};

const reasonOf = (error: unknown): string => reasons[codeOf(error)] ?? messageOf(error);
